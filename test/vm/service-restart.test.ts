import { inGuest } from './lab/in-guest.ts';

// systemd runs as process 1 of a guest only: there the services of Open vSwitch are those of its package.
await inGuest({
  machine: { nodes: [{ cpus: '0-1', megabytes: 1024, hugepages: 0 }], nics: [], systemd: true },
  files: ['test/vm/guest/service-restart.test.ts'],
  limitMs: 900_000,
});
