// A program for the guest: how long the whole agent takes from a link event of the kernel, over an alert and every guard, to
// a failover that is proven and recorded; and the failover that the driver makes by itself. Writes what it measured into
// the file of its argument.

import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { only, startAgent } from '../agent/agent.ts';
import { startBroker } from '../agent/broker.ts';
import { until } from '../until.ts';
import { startGatewayLab } from './gateway-lab.ts';
import { openKernelLog } from './kernel-log.ts';

/** Milliseconds, one of each for each failover: from the loss of the uplink's carrier, or of the slave's link. */
export type RemediatedFailovers = {
  readonly alerted: readonly number[];
  /** By the kernel's own log. */
  readonly turned: readonly number[];
  /** The event comes after the entry in the journal is on the disk. */
  readonly audited: readonly number[];
  /** By the driver, with miimon 50. */
  readonly driver: readonly number[];
  readonly wrong: number;
};

const ROUNDS = 8;
/** The first ones meet programs that have just begun. */
const WARM_UP = 2;
const RULES = '/run/netsteward-rules.yaml';
const UPLINK = 'up0';

const [, , file = 'remediated-failover.json'] = process.argv;
const lab = await startGatewayLab();
await lab.own.run(`modprobe dummy && ip link add ${UPLINK} type dummy && ip link set ${UPLINK} up`);
const carrier = (value: 0 | 1) => writeFileSync(`/sys/class/net/${UPLINK}/carrier`, String(value));
const rules = Array.from({ length: ROUNDS + WARM_UP }, (_, index) => ({
  alert: 'UplinkLost',
  expr: `netsteward_interface_carrier{interface="${UPLINK}"} == 0 and on () netsteward_interface_carrier{interface="b${index + 1}"}`,
  labels: { bond: `b${index + 1}` },
}));
writeFileSync(RULES, stringify({ groups: [{ name: 'bench', rules }] }));
const broker = await startBroker();
const agent = await startAgent(`${only('interface', '5s')}
alerts: { shipped_rules: false, rule_files: [${RULES}], flapping: { times: 1000 } }
remediation: { per_hour: 1000, storm: { times: 1000, within: 1m } }
actions:
  bond-failover: { mode: auto, on: [["alertname=UplinkLost"]], per_hour: 1000, settle: 0s, steady_for: 0s, verify_within: 60s }
`);
const log = openKernelLog();
const times = {
  alerted: [] as number[],
  turned: [] as number[],
  audited: [] as number[],
  driver: [] as number[],
  wrong: 0,
};
const ENDS = /^netsteward\.action\.(?:done|undone|unproven|failed)$/;

for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  const bond = await lab.bond();
  await until('the agent sees the bond', async () =>
    (await agent.metrics()).includes(`netsteward_interface_carrier{interface="${bond.name}"} 1`),
  );
  await bond.blackHole(bond.first);
  log.skip();
  const from = broker.arrived.length;
  const arrived = (type: RegExp) => broker.arrived.slice(from).find((event) => type.test(event.type));
  const lost = performance.now();
  carrier(0);
  await until('the action has ended', () => arrived(ENDS) !== undefined);
  const turned = log.when(`${bond.second}): making interface the new active one`);
  const [alerted, ended] = [arrived(/\.alert\.firing$/), arrived(ENDS)];
  if (ended?.type !== 'netsteward.action.done') times.wrong += 1;
  carrier(1);
  log.skip();
  await bond.heal(bond.first);
  const pulled = performance.now();
  await bond.cable(bond.second, 'down');
  await until('the driver turns', async () => (await bond.attribute('active_slave')) === bond.first);
  const byDriver = log.when(`${bond.first}): making interface the new active one`);
  if (round >= 0) {
    times.alerted.push((alerted?.at ?? Number.NaN) - lost);
    times.turned.push(turned - lost);
    times.audited.push((ended?.at ?? Number.NaN) - lost);
    times.driver.push(byDriver - pulled);
  }
  await bond.remove();
}
writeFileSync(file, JSON.stringify(times satisfies RemediatedFailovers));
log.close();
await agent.stop();
await broker.end();
lab.end();
