import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasProgram } from '../test/support/programs.ts';
import { followEvents, type SeenEvent } from './agent-events.ts';
import { type Checked, haproxyChecking, httpServers, members, type Started, tcpServers } from './checked-servers.ts';
import { residentMegabytes, shareOfCore } from './process-cost.ts';
import { type Bench, type Row, spread } from './row.ts';
import { missingBuild, type RunningAgent, runAgent } from './running-agent.ts';

const TCP_MEMBERS = 10_000;
const HTTP_MEMBERS = 2_000;
const WARM_UP_SECONDS = 15;
const SECONDS = 30;
/** Delay × fall + timeout: for a member that died right after it was checked, and falls silent. */
const DETECTION_MS = 1000 * 3 + 500;
const MOST_CPU = 5;

const programs = ['haproxy', 'taskset'];

/** Both that check share one core; what they check, and the bench itself, have the other. */
const CHECKING = ['taskset', '-c', '1'];
const CHECKED = ['taskset', '-c', '0'];

export const bench: Bench = {
  missing: () => {
    const missing = programs.find((name) => !hasProgram(name));
    if (missing !== undefined) return `${missing} is not installed`;
    return cpus().length < 2 ? 'it takes two cores' : missingBuild();
  },
  run: async () => {
    const started = new AsyncDisposableStack();
    try {
      return [...(await benchTcp(started)), ...(await benchHttp(started))];
    } finally {
      await started.disposeAsync();
    }
  },
};

type Sides = { readonly agent: RunningAgent; readonly haproxy: Started; readonly events: readonly SeenEvent[] };

/** @param monitor of ours; `check` is the same for HAProxy */
async function begin(
  started: AsyncDisposableStack,
  all: readonly Checked[],
  monitor: object,
  check: string,
): Promise<Sides> {
  const folder = mkdtempSync(join(tmpdir(), 'netsteward-bench-'));
  started.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'pools.json');
  const timing = { delay: '1s', timeout: '500ms', rise: 2, fall: 3 };
  writeFileSync(file, JSON.stringify({ pools: [{ name: 'pool', monitor: { ...monitor, ...timing }, members: all }] }));
  const haproxy = await haproxyChecking(all, check, CHECKING);
  started.defer(haproxy.end);
  const agent = await runAgent(`collectors: { health: { files: [${file}] } }\n`, CHECKING);
  started.defer(agent.stop);
  const events: SeenEvent[] = [];
  const stop = new AbortController();
  started.defer(() => stop.abort());
  await followEvents(agent.url, (event) => events.push(event), stop.signal);
  return { agent, haproxy, events };
}

async function benchTcp(started: AsyncDisposableStack): Promise<readonly Row[]> {
  const stays = await tcpServers(CHECKED);
  started.defer(stays.end);
  const dies = await tcpServers(CHECKED);
  started.defer(dies.end);
  const all = members(TCP_MEMBERS, (index) => (index % 2 === 0 ? stays.port : dies.port));
  const own = new AsyncDisposableStack();
  try {
    const sides = await begin(own, all, { kind: 'tcp', half_open: true }, '');
    const what = `${TCP_MEMBERS} TCP members checked each second`;
    const steady = await benchSteady(sides, what, MOST_CPU);
    return [...steady, ...(await benchDeath(sides, dies, what))];
  } finally {
    await own.disposeAsync();
  }
}

async function benchHttp(started: AsyncDisposableStack): Promise<readonly Row[]> {
  const servers = await httpServers(CHECKED);
  started.defer(servers.end);
  const all = members(HTTP_MEMBERS, () => servers.port);
  const own = new AsyncDisposableStack();
  try {
    const sides = await begin(own, all, { kind: 'http', path: '/' }, '  option httpchk GET /\n');
    return await benchSteady(sides, `${HTTP_MEMBERS} HTTP members checked each second`);
  } finally {
    await own.disposeAsync();
  }
}

/**
 * What it costs while nothing happens, and whether both see that nothing does.
 * @param most how many times the other's CPU time ours may be
 */
async function benchSteady({ agent, haproxy, events }: Sides, what: string, most?: number): Promise<readonly Row[]> {
  await delay(WARM_UP_SECONDS * 1000);
  const before = {
    ours: downs(events).length,
    theirs: printedDowns(haproxy).length,
    missed: await figure(agent, 'missed'),
  };
  let theirs = Number.NaN;
  const ours = await shareOfCore(agent.pid, async () => {
    theirs = await shareOfCore(haproxy.pid, async () => {
      for (let second = 0; second < SECONDS; second += 10) {
        await delay(10_000);
        await metricsOf(agent);
      }
    });
  });
  const peer = (value: number) => ({ name: 'HAProxy', value });
  return [
    {
      figure: `${what}: CPU`,
      unit: '% of a core',
      ours,
      peer: peer(theirs),
      ...(most === undefined ? {} : { target: most * theirs }),
    },
    {
      figure: `${what}: memory`,
      unit: 'MiB',
      ours: residentMegabytes(agent.pid),
      peer: peer(residentMegabytes(haproxy.pid)),
    },
    {
      figure: `${what}: periods missed in ${SECONDS} s`,
      unit: '',
      ours: (await figure(agent, 'missed')) - before.missed,
      target: 1,
    },
    {
      figure: `${what}: false verdicts`,
      unit: '',
      ours: downs(events).length - before.ours,
      peer: peer(printedDowns(haproxy).length - before.theirs),
      target: 1,
    },
  ];
}

/** Half of the members die at once. */
async function benchDeath({ events, haproxy }: Sides, dies: Started, what: string): Promise<readonly Row[]> {
  const [oursBefore, theirsBefore] = [downs(events).length, printedDowns(haproxy).length];
  const died = performance.now();
  await dies.end();
  const end = died + 3 * DETECTION_MS;
  const told = () => [downs(events).length - oursBefore, printedDowns(haproxy).length - theirsBefore];
  while (told().some((count) => count < TCP_MEMBERS / 2) && performance.now() < end) await delay(50);
  const ours = downs(events)
    .slice(oursBefore)
    .map(({ at }) => at - died);
  const theirs = printedDowns(haproxy)
    .slice(theirsBefore)
    .map(({ at }) => at - died);
  const row = (name: string, of: (times: readonly number[]) => number): Row => ({
    figure: `${what}, half of them die: ${name} until told`,
    unit: 'ms',
    ours: of(ours),
    peer: { name: 'HAProxy', value: of(theirs) },
    target: DETECTION_MS,
  });
  return [
    row('median', (times) => spread(times).median),
    row('last', (times) => Math.max(...times)),
    {
      figure: `${what}, half of them die: not told`,
      unit: '',
      // HAProxy drops lines of its log that it can't write at once: what is not in there says nothing.
      ours: TCP_MEMBERS / 2 - ours.length,
      target: 1,
    },
  ];
}

const downs = (events: readonly SeenEvent[]) =>
  events.filter(({ type, after }) => type === 'netsteward.health.member-state-changed' && after === 'INACTIVE');

// Server pool/m17 is DOWN, reason: Layer4 connection problem, …
const printedDowns = ({ said }: Started) => said.filter(({ line }) => /^Server \S+ is DOWN/.test(line));

async function figure(agent: RunningAgent, name: 'missed' | 'untrusted'): Promise<number> {
  const text = await metricsOf(agent);
  return Number(new RegExp(`^netsteward_health_checker_${name}_total (\\S+)$`, 'm').exec(text)?.[1]);
}

/** Over a connection of its own: between two of these the agent closes one that nobody uses. */
async function metricsOf({ url }: RunningAgent): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { headers: { connection: 'close' } });
  return await answer.text();
}
