import type { Machine } from './machine.ts';

/** A small machine with two ordinary NICs, `a0` and `a1`, each with a cable to a partner of its own, `b0` and `b1`. */
export const oneNode: Machine = {
  nodes: [{ cpus: '0-1', megabytes: 1536, hugepages: 0 }],
  nics: ['0', '1'].flatMap((wire) => [
    { name: `a${wire}`, model: 'e1000e', wire },
    { name: `b${wire}`, model: 'e1000e', wire },
  ]),
};
