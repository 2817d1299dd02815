import { inGuest } from './lab/in-guest.ts';
import { oneNode } from './lab/one-node.ts';

await inGuest({
  machine: oneNode,
  files: ['bond', 'bond-failover', 'conntrack'].map((name) => `test/vm/guest/${name}.test.ts`),
  limitMs: 780_000,
});
