import { rmSync } from 'node:fs';
import { recordedHost } from '../src/host/recorded-host.ts';
import { big, writeBigSwitch } from './big-switch.ts';
import { cpuOf } from './cpu.ts';
import { ovsCollectors, pollOf } from './ovs-collectors.ts';
import type { Row } from './row.ts';

const ROUNDS = 15;
const TARGET_MS = 100;

/** Readings of a switch far bigger than one that could be run here, from recorded text to metric points. */
export async function benchParsing(): Promise<readonly Row[]> {
  const { root, threads, rows } = writeBigSwitch();
  try {
    const host = recordedHost(root);
    const { pmd, ovs } = ovsCollectors;
    const pmds = await cpuOf(ROUNDS, pollOf(pmd, host, {}));
    const interfaces = await cpuOf(ROUNDS, pollOf(ovs, host, {}));
    const splitting = await cpuOf(ROUNDS, async () => threads.map((text) => text.split('\n')));
    const parsing = await cpuOf(ROUNDS, async () => JSON.parse(rows));
    const ofThreads = `${big.pmds} PMDs with histograms`;
    const ofRows = `${big.interfaces} OVS interfaces`;
    return [
      {
        figure: `text to metrics of ${ofThreads} and ${ofRows}, CPU`,
        unit: 'ms',
        ours: pmds + interfaces,
        peer: { name: 'splitting the text, JSON.parse of the rows', value: splitting + parsing },
        target: TARGET_MS,
      },
      { figure: `… ${ofThreads}`, unit: 'ms', ours: pmds, peer: { name: 'splitting into lines', value: splitting } },
      { figure: `… ${ofRows}`, unit: 'ms', ours: interfaces, peer: { name: 'JSON.parse', value: parsing } },
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}
