// A program for the guest: how long a failover takes from the asking to its proof, and one that the driver makes by itself.
// Writes what it measured into the file of its argument.

import { writeFileSync } from 'node:fs';
import { action as failover } from '../../../../src/actions/bond-failover/index.ts';
import { collector } from '../../../../src/collectors/bond/index.ts';
import { actingHost } from '../../../support/action-in-hand.ts';
import { until } from '../until.ts';
import { startGatewayLab } from './gateway-lab.ts';
import { openKernelLog } from './kernel-log.ts';

/** Milliseconds, one of each for each failover. */
export type FailoverTimes = {
  /** From the asking until the bond was told to turn: looking, judging, planning, looking whether it is still so. */
  readonly decided: readonly number[];
  /** From then on until the path behind the new slave was proven. */
  readonly proven: readonly number[];
  /** From a cable's other end going down until the driver turned, with miimon 50. */
  readonly driver: readonly number[];
  /** Failovers that did not end as they should. */
  readonly wrong: number;
};

const ROUNDS = 8;
/** The first one meets a program that has just begun. */
const WARM_UP = 2;

const [, , file = 'failover-times.json'] = process.argv;
const lab = await startGatewayLab();
let turned = 0;
const { host, inHand } = actingHost({
  namespaces: [],
  collectors: [[collector, {}]],
  pauses: { firstMs: 10, mostMs: 50 },
  through: (hands) => ({
    ...hands,
    write: async (...args) => {
      turned = performance.now();
      await hands.write(...args);
    },
  }),
});
const log = openKernelLog();
const times = { decided: [] as number[], proven: [] as number[], driver: [] as number[], wrong: 0 };

for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  const bond = await lab.bond();
  await bond.blackHole(bond.first);
  const asked = performance.now();
  const { outcome } = await inHand(failover, { steady_for: 0 }).perform(bond.labels);
  const proven = performance.now();
  if (outcome !== 'done') times.wrong += 1;
  log.skip();
  await bond.heal(bond.first);
  const pulled = performance.now();
  await bond.cable(bond.second, 'down');
  await until('the driver turns', async () => (await bond.attribute('active_slave')) === bond.first);
  const byDriver = log.when(`${bond.first}): making interface the new active one`);
  if (round >= 0) {
    times.decided.push(turned - asked);
    times.proven.push(proven - turned);
    times.driver.push(byDriver - pulled);
  }
  await bond.remove();
}
writeFileSync(file, JSON.stringify(times satisfies FailoverTimes));
log.close();
host.close();
lab.end();
