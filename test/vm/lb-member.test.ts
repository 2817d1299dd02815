import { inGuest } from './lab/in-guest.ts';

// As for the project's other tests in a guest: here is an IPVS, and a clock by which checks are in time.
await inGuest({
  machine: { nodes: [{ cpus: '0-1', megabytes: 1024, hugepages: 0 }], nics: [], steadyClock: true },
  files: ['test/real/lb-member-ipvs.test.ts'],
  limitMs: 900_000,
});
