import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/ovs-bond/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { EventDraft } from '../../src/core/event.ts';
import type { States } from '../../src/core/state.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { startLoop } from '../../src/schedule/collector-loop.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';

const MODES = ['bond_mode=active-backup', 'bond_mode=balance-slb', 'bond_mode=balance-tcp'] as const;

function readerOf({ directory }: TestSwitch, settings: object = {}): Reader {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return collector.open(host, { run_directories: [directory], ...settings });
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });

function figure({ families }: Collected, metric: string, ...labels: readonly string[]): number | undefined {
  const family = families().find(({ definition }) => definition.name === `netsteward_ovs_bond_${metric}`);
  const point = family?.points.find((one) => labels.every((label) => one.labels.includes(label)));
  return typeof point?.value === 'number' ? point.value : undefined;
}

function addVeths({ inside }: TestSwitch, ...names: readonly string[]): void {
  for (const name of names) {
    inside('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}p`);
    for (const end of [name, `${name}p`]) inside('ip', 'link', 'set', end, 'up');
  }
}

/** Sets links up and down at once, without a program to start each time. */
function linkSetter({ netns }: TestSwitch): (name: string, to: 'up' | 'down') => void {
  const child = spawn('nsenter', [`--net=/run/netns/${netns}`, 'ip', '-batch', '-'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  onTestFinished(() => {
    child.stdin.end();
  });
  return (name, to) => child.stdin.write(`link set ${name} ${to}\n`);
}

/** The collector at work as in the agent: its events with the moment at which they could be published. */
function follow(reader: Reader, intervalMs = 60_000) {
  let states: States | undefined;
  const events: (EventDraft & { readonly at: number })[] = [];
  let readings = 0;
  const loop = startLoop(
    'ovs-bond',
    reader,
    { intervalMs, deadlineMs: 5000 },
    {
      snapshot: (snapshot) => {
        if (snapshot.outcome === 'failed') return;
        readings += 1;
        const at = performance.now();
        const drafts =
          states === undefined ? [] : diffStates('ovs-bond', collector.kinds, states, snapshot.states, Date.now());
        events.push(...drafts.map((draft) => ({ ...draft, at })));
        states = snapshot.states;
      },
      occurred: () => undefined,
    },
  );
  onTestFinished(() => loop.stop());
  return { events, states: () => states, readings: () => readings };
}

/** vswitchd writes to its database every 100 ms at most: what comes and goes in between is never told there. */
const SETTLING_MS = 300;

async function until(what: () => boolean, deadlineMs = 30_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!what()) {
    if (performance.now() > deadline) throw new Error('did not happen in time');
    await delay(2);
  }
}

function addActiveBackup(lab: TestSwitch): void {
  addVeths(lab, 'p0', 'p1');
  lab.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
  lab.vsctl('add-bond', 'br0', 'bond0', 'p0', 'p1', 'bond_mode=active-backup', 'other_config:bond-primary=p0');
}

/** A bond comes before its members when it is new, and behind them later. */
const order = (key: string) => (key.startsWith('bond/') ? 1 : 0);

const ofType = (events: readonly EventDraft[], what: string) =>
  events.filter(({ type }) => type === `netsteward.ovs-bond.${what}`);

describe('bonds of a real Open vSwitch', () => {
  it('are shown as ovs-appctl shows them, in every mode', async (context) => {
    const lab = await startSwitch(context);
    lab.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
    for (const [index, mode] of MODES.entries()) {
      addVeths(lab, `a${index}`, `b${index}`);
      const lacp = index === 2 ? ['lacp=active', 'other_config:lacp-fallback-ab=true'] : [];
      lab.vsctl('add-bond', 'br0', `bond${index}`, `a${index}`, `b${index}`, mode, 'bond_updelay=50', ...lacp);
    }
    const reader = readerOf(lab);
    await until(() => /fallback|defaulted/.test(lab.appctl('lacp/show', 'bond2')));
    await delay(300);
    const found = await poll(reader);
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    for (const [index, mode] of MODES.entries()) {
      const text = lab.appctl('bond/show', `bond${index}`);
      const { fields } = found.states.get(`bond/bond${index}`) ?? {};
      expect([`bond_mode=${fields?.mode}`, fields?.bridge, fields?.updelay_ms]).toEqual([mode, 'br0', 50]);
      const active = /member (\S+): enabled\n {2}active member/.exec(text)?.[1];
      expect(fields?.active_member).toBe(active);
      expect(figure(found, 'members_enabled', `bond${index}`)).toBe(text.match(/: enabled$/gm)?.length ?? 0);
    }
    expect(figure(found, 'lacp_fallback_active', 'bond2')).toBe(1);
    expect(figure(found, 'member_lacp_status', 'a2', 'defaulted')).toBe(1);
    expect(figure(found, 'member_lacp_sent_pdus_total', 'a2')).toBe(
      Number(/a2:\n {2}TX PDUs: (\d+)/.exec(lab.appctl('lacp/show-stats', 'bond2'))?.[1]),
    );
  });

  it('tell each failover once, out of the database, without waiting for a poll', async (context) => {
    const lab = await startSwitch(context);
    addActiveBackup(lab);
    const set = linkSetter(lab);
    const seen = follow(readerOf(lab));
    await until(() => seen.states()?.get('bond/bond0')?.fields.active_member === 'p0');
    for (let round = 1; round <= 5; round += 1) {
      set('p0p', 'down');
      await until(() => ofType(seen.events, 'active-member-changed').length === 2 * round - 1);
      set('p0p', 'up');
      await until(() => ofType(seen.events, 'active-member-changed').length === 2 * round);
    }
    await delay(300);
    const turns = ofType(seen.events, 'active-member-changed').map(({ severity, data }) => [severity, data.after]);
    expect(turns).toEqual(
      Array.from({ length: 5 }, () => [
        ['warning', 'p1'],
        ['notice', 'p0'],
      ]).flat(),
    );
    expect(ofType(seen.events, 'member-enabled-changed').length).toBe(10);
    expect(ofType(seen.events, 'active-member-link-down-changed')).toEqual([]);
  });

  it('are not shown while vswitchd is dead, and are found again by their new process', async (context) => {
    const lab = await startSwitch(context);
    addActiveBackup(lab);
    const reader = readerOf(lab);
    const before = await poll(reader);
    lab.inside('ip', 'link', 'set', 'p0p', 'down');
    await until(() => /active member mac: \S+\(p1\)/.test(lab.appctl('bond/show', 'bond0')));
    expect(figure(await poll(reader), 'failovers_total', 'bond0')).toBe(1);

    await lab.kill('ovs-vswitchd');
    await expect(poll(reader)).rejects.toThrow(/bonds of Open vSwitch are not known/);
    await lab.startVswitchd();
    await until(() => /active member mac: \S+\(p1\)/.test(lab.appctl('bond/show', 'bond0')));
    const after = await poll(reader);
    expect(after.outcome).toBe('ok');
    expect(figure(after, 'failovers_total', 'bond0')).toBe(1);
    expect([...after.states.keys()]).toEqual([...before.states.keys()].sort((a, b) => order(a) - order(b)));
  });

  it('are partly known while the database is dead', async (context) => {
    const lab = await startSwitch(context);
    addActiveBackup(lab);
    const reader = readerOf(lab);
    await poll(reader);
    await lab.kill('ovsdb-server');
    const found = await poll(reader);
    expect([found.outcome, found.problems.length]).toEqual(['partial', 1]);
    expect(figure(found, 'members_enabled', 'bond0')).toBe(2);
    await lab.startDatabase();
    expect((await poll(reader)).outcome).toBe('ok');
  });
});

describe('a bond of a real Open vSwitch with DPDK', () => {
  it('tells each failover once', async (context) => {
    const lab = await startSwitch(context, { dpdk: true, memory: 256 });
    const device = (index: number) => [
      ...['--', 'set', 'Interface', `t${index}`, 'type=dpdk', 'options:n_rxq=2'],
      `options:dpdk-devargs="net_tap${index},iface=lt${index}"`,
    ];
    lab.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
    lab.vsctl(
      ...['add-bond', 'br0', 'bond0', 't0', 't1', 'bond_mode=active-backup', 'other_config:bond-primary=t0'],
      ...[...device(0), ...device(1)],
    );
    const set = linkSetter(lab);
    const seen = follow(readerOf(lab));
    const active = () => seen.states()?.get('bond/bond0')?.fields.active_member;
    await until(() => active() === 't0', 10_000);
    const told = () => ofType(seen.events, 'active-member-changed');
    const before = told().length;
    await delay(SETTLING_MS);
    set('lt0', 'down');
    await until(() => active() === 't1');
    await delay(SETTLING_MS);
    set('lt0', 'up');
    await until(() => active() === 't0');
    await delay(300);
    expect(
      told()
        .slice(before)
        .map(({ data }) => data.after),
    ).toEqual(['t1', 't0']);
  });
});
