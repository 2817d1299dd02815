import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { defaultRealHostOptions, realHost } from '../../../src/host/real-host.ts';
import { openStep } from '../../../src/remediation/steps/catalogue.ts';
import { carryOut, look, planOf, refusalOf, verdict } from './conntrack/acting.ts';
import { openConnections, RULES, sendDatagrams } from './conntrack/connections.ts';
import { openShell, type Shell } from './shell.ts';
import { until as inTime } from './until.ts';

const NETNS = 'crowded';
const SYSCTL = '/proc/sys/net/netfilter/nf_conntrack';
const FILE = '/etc/sysctl.d/90-netsteward-conntrack.conf';
/** Time goes slower in a guest that is emulated, and counts need not be far apart. */
const QUICK = { growth_over: '500ms', settle: '1s' };
const TIMEOUT = { timeout: 300_000 };

const host = realHost({ ...defaultRealHostOptions, readDeadlineMs: 60_000 });
const read = (name: string) => Number(readFileSync(`${SYSCTL}_${name}`, 'utf8'));
const until = (what: string, isSo: () => Promise<boolean>) => inTime(what, isSo, 120_000, 200);

beforeAll(() => {
  execFileSync('modprobe', ['nf_conntrack']);
  // Otherwise the kernel says nothing of the second full table within five seconds of the first (net_ratelimit).
  writeFileSync('/proc/sys/net/core/message_cost', '0');
});
afterAll(() => host.close());

/** Tracks the test's connections in a namespace; all is as it was when the test has finished. */
async function tracked(netns: string, sizes: Readonly<Record<string, number>>): Promise<Shell> {
  if (netns !== '') execFileSync('ip', ['netns', 'add', netns]);
  const before = Object.keys(sizes).map((name) => [name, readFileSync(`${SYSCTL}_${name}`, 'utf8')] as const);
  const shell = openShell(netns);
  onTestFinished(async () => {
    for (const [name, value] of before) writeFileSync(`${SYSCTL}_${name}`, value);
    await shell.run('nft delete table inet filling; conntrack -F');
    shell.end();
    if (netns !== '') execFileSync('ip', ['netns', 'del', netns]);
  });
  await shell.run(`ip link set lo up && nft -f - <<'END'\n${RULES}\nEND`);
  for (const [name, value] of Object.entries(sizes)) writeFileSync(`${SYSCTL}_${name}`, String(value));
  return shell;
}

const entries = async ({ run }: Shell) => Number(await run(`cat ${SYSCTL}_count`));
const drops = async ({ run }: Shell) =>
  [...(await run('conntrack -S')).matchAll(/ drop=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);

/** A table of 64 connections that 100 want to be in. */
async function full(netns: string) {
  const shell = await tracked(netns, { max: 64 });
  const before = await drops(shell);
  const connections = openConnections(netns, 100, true);
  await until('the table is full', async () => (await entries(shell)) >= 64 && (await drops(shell)) >= before + 36);
  return { shell, connections };
}

describe('a connection tracking table that is full', () => {
  it.each([
    ['of the host', '', "the host's own table"],
    ['of a network namespace', NETNS, `the table of namespace ${NETNS}`],
  ])('%s gets a higher limit, which is proven, and taken back on request', TIMEOUT, async (_, netns, table) => {
    const { shell, connections } = await full(netns);
    expect(connections.open()).toBeLessThanOrEqual(64);
    const before = await look(host, netns, QUICK);
    expect(before.evidence).toMatchObject({ netns, limit: 64, writable: true, buckets_by: 'sysctl' });
    const plan = planOf(before);
    expect(plan.summary).toContain(`${table} holds 64 of 64 connections (100 %)`);
    expect(plan.witness).toMatchObject({ name: "the kernel's log", agrees: true });

    await carryOut(host, plan.steps);
    expect(read('max')).toBeGreaterThanOrEqual(128);
    await until('those that were refused come in', async () => connections.open() === 100);
    expect(await verdict(plan, before, () => look(host, netns, QUICK))).toEqual({
      effect: 'proven',
      words: expect.stringContaining('and nothing is lost any more'),
    });

    await carryOut(host, plan.undo);
    expect(read('max')).toBe(64);
    const droppedBefore = await drops(shell);
    const more = openConnections(netns, 5, false);
    await until('new ones are refused', async () => (await drops(shell)) >= droppedBefore + 5);
    expect(more.open()).toBe(0);
    const after = await look(host, netns, QUICK);
    expect(after.judge(plan, before.evidence, 100)).toMatchObject({
      effect: 'waiting',
      words: expect.stringContaining('nf_conntrack_max is 64 and not'),
    });
  });

  it('is not proven to be better off while connections are still refused', TIMEOUT, async () => {
    const { shell } = await full('');
    const before = await look(host, '', QUICK);
    const plan = planOf(before);
    await carryOut(host, plan.steps);
    const limit = read('max');
    const droppedBefore = await drops(shell);
    openConnections('', limit, false);
    await until('it is full again', async () => (await drops(shell)) > droppedBefore);
    const after = await look(host, '', QUICK);
    expect(after.judge(plan, before.evidence, 100)).toMatchObject({ effect: 'waiting' });
    expect(after.evidence.limit).toBe(limit);
  });

  it('gets no higher limit when one namespace alone has filled it and that is forbidden', TIMEOUT, async () => {
    await full(NETNS);
    const seen = await look(host, NETNS, { ...QUICK, when_one_namespace: 'refuse' });
    expect(refusalOf(seen)).toMatch(
      /^network namespace crowded alone has (?:100|9\d) % of all connections \(64\): the table/,
    );
    const own = await look(host, '', { ...QUICK, when_one_namespace: 'refuse' });
    expect(refusalOf(own)).toMatch(/the fullest table is the table of namespace crowded with 64/);
  });
});

describe('a table that is filling', () => {
  it('gets buckets in the number that the plan says, and keeps all in a file if wanted', TIMEOUT, async () => {
    const settings = { ...QUICK, persist: true };
    const shell = await tracked('', { udp_timeout: 3600, max: 1024, buckets: 512 });
    sendDatagrams('', 900);
    await until('there are 900 connections', async () => (await entries(shell)) >= 900);
    const before = await look(host, '', settings);
    const plan = planOf(before, 'ConntrackFilling');
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['sysctl', 'sysctl', 'sysctl-file']);

    await carryOut(host, plan.steps);
    const raised = { max: read('max'), buckets: read('buckets') };
    expect(raised.max).toBeGreaterThanOrEqual(1536);
    expect(raised.max / raised.buckets).toBeLessThanOrEqual(2);
    expect(readFileSync(FILE, 'utf8')).toContain(
      `\nnet.netfilter.nf_conntrack_max = ${raised.max}\nnet.netfilter.nf_conntrack_buckets = ${raised.buckets}\n`,
    );
    // What the system itself makes of the file.
    writeFileSync(`${SYSCTL}_max`, '1024');
    execFileSync('sysctl', ['--load', FILE]);
    expect(read('max')).toBe(raised.max);
    expect(await entries(shell)).toBeGreaterThanOrEqual(900);
    expect((await verdict(plan, before, () => look(host, '', settings))).effect).toBe('proven');

    await carryOut(host, plan.undo);
    expect([read('max'), read('buckets'), existsSync(FILE)]).toEqual([1024, 512, false]);
  });

  it('is left alone when a short look sees that it has room', TIMEOUT, async () => {
    const shell = await tracked('', { udp_timeout: 3600, max: 1024 });
    sendDatagrams('', 100);
    await until('there are 100 connections', async () => (await entries(shell)) >= 100);
    const seen = await look(host, '', QUICK);
    expect(refusalOf(seen, 'ConntrackDropping')).toMatch(
      /^the limit is not the cause: the host's own table holds 100 of 1024 connections \(10 %\)/,
    );
  });
});

it("takes buckets by the module's parameter too, and shows the same", async () => {
  const now = read('buckets');
  onTestFinished(() => writeFileSync(`${SYSCTL}_buckets`, String(now)));
  const args = { parameter: 'nf_conntrack hashsize', value: now * 2, expected: now };
  await carryOut(host, [{ kind: 'module-parameter', args }]);
  expect(read('buckets')).toBe(now * 2);
  const stale = openStep({ kind: 'module-parameter', args });
  expect(await stale.current?.(host, AbortSignal.timeout(10_000))).not.toBe(stale.expected);
});
