import { inGuest } from './lab/in-guest.ts';
import { oneNode } from './lab/one-node.ts';

await inGuest({
  machine: oneNode,
  files: ['test/vm/guest/bond.test.ts', 'test/vm/guest/conntrack.test.ts'],
  limitMs: 720_000,
});
