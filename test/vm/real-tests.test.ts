import { inGuest } from './lab/in-guest.ts';

// The project's tests as they are, on a kernel that has what this machine's may lack: connection tracking that says when
// its table is full, network devices of every kind, VLANs, IPVS. They have deadlines, which a guest meets by its own clock
// only.
await inGuest({
  machine: { nodes: [{ cpus: '0-1', megabytes: 1024, hugepages: 0 }], nics: [], steadyClock: true },
  files: ['conntrack', 'interface', 'ipvs', 'neighbours'].map((name) => `test/real/${name}.test.ts`),
});
