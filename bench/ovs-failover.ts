import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type PrivateSwitch, startPrivateSwitch } from '../test/support/private-ovs.ts';
import { followEvents, type SeenEvent } from './agent-events.ts';
import { type Row, spread } from './row.ts';
import { runAgent } from './running-agent.ts';

const FAILOVERS = 30;
const PAUSE_MS = 100;
const GIVE_UP_MS = 1_000;
const TARGET_MS = 20;
const TYPE = 'netsteward.ovs-bond.active-member-changed';

/** How long after the loss of the active member's link each of them tells of the other member. */
export async function benchFailover(): Promise<readonly Row[]> {
  // Not `using`, which the parser of the layer check does not know.
  const started = new AsyncDisposableStack();
  try {
    return await failOver(started);
  } finally {
    await started.disposeAsync();
  }
}

/** Leaves what it started to `started`. */
async function failOver(started: AsyncDisposableStack): Promise<readonly Row[]> {
  const ovs = await startPrivateSwitch();
  started.defer(ovs.end);
  addBond(ovs);
  const agent = await runAgent(`collectors: { ovs-bond: { run_directories: [${ovs.directory}] } }\n`);
  started.defer(agent.stop);
  const events: SeenEvent[] = [];
  const prints: number[] = [];
  const stop = new AbortController();
  started.defer(() => stop.abort());
  await followEvents(agent.url, (event) => events.push(event), stop.signal);
  const other = ovs.vsctl('get', 'Interface', 'p1', 'mac_in_use').trim();
  const printed = (text: string) => {
    if (text.includes(`new    ${other}`)) prints.push(performance.now());
  };
  started.defer(watchWithClient(ovs, printed));
  const links = setLinks(ovs);
  started.defer(links.end);
  await delay(500);

  const ours: number[] = [];
  const theirs: number[] = [];
  const arrived = (member: string) => events.find(({ type, after }) => type === TYPE && after === member)?.at;
  for (let failover = 0; failover < FAILOVERS; failover += 1) {
    events.length = 0;
    prints.length = 0;
    const lost = performance.now();
    links.set('p0p', 'down');
    await until(() => arrived('p1') !== undefined && prints.length > 0);
    ours.push((arrived('p1') ?? Number.NaN) - lost);
    theirs.push((prints[0] ?? Number.NaN) - lost);
    links.set('p0p', 'up');
    await until(() => arrived('p0') !== undefined);
    await delay(PAUSE_MS);
  }
  return rowsOf(ours, theirs);
}

function rowsOf(ours: readonly number[], theirs: readonly number[]): readonly Row[] {
  const told = (all: readonly number[]) => spread(all.filter((value) => !Number.isNaN(value)));
  const [agent, client] = [told(ours), told(theirs)];
  const name = 'ovsdb-client monitor prints it';
  const what = 'OVS bond, link loss to event at a subscriber';
  return [
    {
      figure: `${what}, median`,
      unit: 'ms',
      ours: agent.median,
      peer: { name, value: client.median },
      target: TARGET_MS,
    },
    { figure: `${what}, 95th percentile`, unit: 'ms', ours: agent.p95, peer: { name, value: client.p95 } },
    {
      figure: `failovers of ${FAILOVERS} that gave no event`,
      unit: '',
      ours: ours.filter(Number.isNaN).length,
      target: 1,
    },
  ];
}

/** An active-backup bond that prefers p0. */
function addBond({ inside, vsctl }: PrivateSwitch): void {
  for (const name of ['p0', 'p1']) {
    inside('ip', 'link', 'add', name, 'up', 'type', 'veth', 'peer', `${name}p`);
    inside('ip', 'link', 'set', `${name}p`, 'up');
  }
  vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
  vsctl('add-bond', 'br0', 'bond0', 'p0', 'p1', 'bond_mode=active-backup', 'other_config:bond-primary=p0');
}

/** ovsdb-client(1) on the active member of every bond. What it prints at first is no change. */
function watchWithClient({ database }: PrivateSwitch, printed: (text: string) => void): () => Promise<void> {
  const argv = ['monitor', `unix:${database}`, 'Open_vSwitch', 'Port', 'bond_active_slave'];
  const child = spawn('ovsdb-client', argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.setEncoding('utf8').on('data', printed);
  return async () => await ended(child, () => child.kill());
}

/** Sets links at once, without a program to start each time. */
function setLinks({ netns }: PrivateSwitch) {
  const argv = [`--net=/run/netns/${netns}`, 'ip', '-batch', '-'];
  const child = spawn('nsenter', argv, { stdio: ['pipe', 'ignore', 'inherit'] });
  return {
    set: (name: string, to: 'up' | 'down') => child.stdin.write(`link set ${name} ${to}\n`),
    end: async () => await ended(child, () => child.stdin.end()),
  };
}

async function ended(child: ReturnType<typeof spawn>, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  end();
  await exit;
}

async function until(happened: () => boolean): Promise<void> {
  const end = performance.now() + GIVE_UP_MS;
  while (!happened() && performance.now() < end) await delay(1);
}
