import { inGuest } from './lab/in-guest.ts';

await inGuest({
  machine: { nodes: [{ cpus: '0-1', megabytes: 1024, hugepages: 0 }], nics: [] },
  files: ['test/vm/guest/conntrack-limit.test.ts', 'test/vm/guest/conntrack-contested.test.ts'],
  limitMs: 900_000,
});
