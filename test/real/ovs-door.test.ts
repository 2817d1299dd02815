import { chmodSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TablesRequest } from '../../src/host/host.ts';
import { type RealHost, realHost } from '../../src/host/real-host.ts';
import { findDaemons } from '../../src/ovs/daemons.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';

const DATABASE = 'Open_vSwitch';
const bridgesAndPorts: TablesRequest = {
  database: DATABASE,
  tables: {
    Open_vSwitch: ['ovs_version', 'cur_cfg', 'external_ids', 'from_the_future'],
    Bridge: ['name', 'ports', 'fail_mode', 'other_config', 'mcast_snooping_enable', 'flood_vlans'],
    Port: ['name', 'tag', 'trunks', 'interfaces', 'external_ids', 'other_config'],
    Future_Table: ['name'],
  },
};

const soon = () => AbortSignal.timeout(10_000);

function door(): RealHost {
  const host = realHost();
  onTestFinished(() => host.close());
  return host;
}

/** Waits until what `look` gives satisfies, and fails with what it gave last. */
async function eventually<T>(look: () => Promise<T> | T, satisfies: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (satisfies(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(seen)}`);
    await delay(5);
  }
}

const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error && 'kind' in error ? error.kind : error),
  );

const addBridge = (name: string) => ['add-br', name, '--', 'set', 'bridge', name, 'datapath_type=netdev'];

describe('the control socket of ovs-vswitchd', () => {
  it('answers as ovs-appctl prints, also when many ask at once, and refuses with its own words', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    ovs.vsctl(...addBridge('br0'));
    const commands = ['dpif/show', 'version', 'coverage/show', 'list-commands', 'bond/list', 'fdb/show br0'];
    const ask = (line: string) => {
      const [method = '', ...params] = line.split(' ');
      return host.call(ovs.unixctl(), method, params, soon());
    };
    const answers = await Promise.all(commands.map(ask));
    for (const [index, line] of commands.entries()) {
      if (line === 'coverage/show') expect(answers[index]).toContain('Event coverage');
      else expect(answers[index]).toBe(ovs.appctl(...line.split(' ')));
    }
    await expect(ask('fdb/show none')).rejects.toMatchObject({
      kind: 'refused',
      message: `${ovs.unixctl()}: no such bridge`,
    });
    await expect(ask('no/such')).rejects.toThrow('"no/such" is not a valid command');
  });

  it('is found again after vswitchd was killed and came back with another pid', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    const find = async () => {
      const daemons = await findDaemons(host, { run_directories: [ovs.directory] }, soon());
      return daemons.find(({ kind }) => kind === 'vswitchd');
    };
    const version = async () => await host.call((await find())?.unixctl ?? '', 'version', [], soon());
    const first = await find();
    expect(first).toMatchObject({ pid: ovs.pid(), unixctl: ovs.unixctl(), database: ovs.database });
    expect(await version()).toContain('ovs-vswitchd (Open vSwitch)');

    const waits = host.call(ovs.unixctl(), 'version', [], soon());
    await waits;
    await ovs.kill('ovs-vswitchd');
    expect(await find()).toEqual(first);
    expect(await kindOf(version())).toBe('absent');
    await expect(version()).rejects.toThrow('nobody listens there any more (ECONNREFUSED)');

    await ovs.startVswitchd();
    expect((await find())?.pid).not.toBe(first?.pid);
    expect(await version()).toContain('ovs-vswitchd (Open vSwitch)');

    await ovs.stopVswitchd();
    expect(await find()).toBeUndefined();
  });

  it('of a vswitchd that hangs is silence for every caller within its deadline, and answers when it goes on', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    const version = (signal: AbortSignal) => host.call(ovs.unixctl(), 'version', [], signal);
    await version(soon());
    process.kill(ovs.pid(), 'SIGSTOP');
    const short = () => AbortSignal.timeout(50);
    expect(await Promise.all([1, 2, 3].map(() => kindOf(version(short()))))).toEqual(Array(3).fill('deadline'));
    for (let round = 0; round < 5; round += 1) expect(await kindOf(version(short()))).toBe('deadline');
    process.kill(ovs.pid(), 'SIGCONT');
    expect(await version(soon())).toContain('ovs-vswitchd');
  });
});

describe('the database of Open vSwitch', () => {
  const bridges = async (host: RealHost, ovs: TestSwitch) => {
    const { Bridge } = await host.tables(ovs.database, bridgesAndPorts, soon());
    return [...(Bridge?.values() ?? [])].map(({ name }) => name).sort();
  };

  it('is followed through every kind of change', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    let changes = 0;
    const ending = new AbortController();
    const port = async () => {
      const { Port } = await host.tables(ovs.database, bridgesAndPorts, soon());
      return [...(Port?.values() ?? [])].find(({ name }) => name === 'p0');
    };
    expect(await bridges(host, ovs)).toEqual([]);
    host.watchTables(ovs.database, bridgesAndPorts, () => (changes += 1), ending.signal);

    ovs.vsctl(
      ...addBridge('br0'),
      '--',
      'add-port',
      'br0',
      'p0',
      'trunks=10,20',
      '--',
      'set',
      'Interface',
      'p0',
      'type=dummy-pmd',
    );
    await eventually(port, (row) => row !== undefined);
    expect(changes).toBeGreaterThan(0);
    expect(await port()).toMatchObject({ name: 'p0', tag: null, trunks: [10, 20], external_ids: {} });

    const steps: readonly (readonly [readonly string[], object])[] = [
      [
        ['set', 'Port', 'p0', 'tag=7', 'external_ids:a=1', 'external_ids:b={x}'],
        { tag: 7, external_ids: { a: '1', b: '{x}' } },
      ],
      [
        ['set', 'Port', 'p0', 'external_ids:a=2', '--', 'remove', 'Port', 'p0', 'external_ids', 'b'],
        { external_ids: { a: '2' } },
      ],
      [['remove', 'Port', 'p0', 'trunks', '10', '--', 'add', 'Port', 'p0', 'trunks', '30'], { trunks: [20, 30] }],
      [['clear', 'Port', 'p0', 'tag', '--', 'clear', 'Port', 'p0', 'trunks'], { tag: null, trunks: [] }],
    ];
    for (const [command, after] of steps) {
      const before = changes;
      ovs.vsctl(...command);
      await eventually(
        () => changes,
        (now) => now > before,
      );
      expect(await port()).toMatchObject(after);
    }
    ovs.vsctl('del-port', 'p0');
    await eventually(port, (row) => row === undefined);

    ending.abort();
    const last = changes;
    ovs.vsctl('del-br', 'br0');
    await eventually(
      () => bridges(host, ovs),
      (names) => names.length === 0,
    );
    expect(changes).toBe(last);
  });

  it('gives empty tables and no columns where its schema has not what is asked for', async (context) => {
    const ovs = await startSwitch(context);
    const tables = await door().tables(ovs.database, bridgesAndPorts, soon());
    expect(tables.Future_Table).toEqual(new Map());
    const [row] = tables.Open_vSwitch?.values() ?? [];
    expect(Object.keys(row ?? {}).sort()).toEqual(['cur_cfg', 'external_ids', 'ovs_version']);
    expect(row).toMatchObject({ external_ids: expect.objectContaining({ 'system-id': 'nst' }) });
    const wrong = door().tables(ovs.database, { ...bridgesAndPorts, database: 'None' }, soon());
    await expect(wrong).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('unknown database'),
    });
  });

  it('is read and watched again after it was killed and came back, and lives on without vswitchd', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    let called = 0;
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    host.watchTables(ovs.database, bridgesAndPorts, () => (called += 1), ending.signal);
    ovs.vsctl(...addBridge('br0'));
    await eventually(
      () => bridges(host, ovs),
      (names) => names.length === 1,
    );

    await ovs.kill('ovs-vswitchd');
    expect(await bridges(host, ovs)).toEqual(['br0']);

    const before = called;
    await ovs.kill('ovsdb-server');
    await eventually(
      () => called,
      (now) => now > before,
    );
    expect(await kindOf(bridges(host, ovs))).toBe('absent');
    const lost = called;
    await ovs.startDatabase();
    await eventually(
      () => called,
      (now) => now > lost,
    );
    ovs.vsctl('--no-wait', ...addBridge('br1'));
    expect(
      await eventually(
        () => bridges(host, ovs),
        (names) => names.length === 2,
      ),
    ).toEqual(['br0', 'br1']);
  });

  it('with 2,000 ports is read whole, and again as soon as one of them changes', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    await ovs.kill('ovs-vswitchd');
    const names = Array.from({ length: 2000 }, (_, index) => `port${index}`);
    ovs.vsctl('--no-wait', ...addBridge('br0'), ...names.flatMap((name) => ['--', 'add-port', 'br0', name]));
    const read = async () => {
      const { Port } = await host.tables(ovs.database, bridgesAndPorts, soon());
      return new Map([...(Port?.values() ?? [])].map(({ name, tag }) => [name, tag]));
    };
    const ports = await read();
    expect(names.filter((name) => !ports.has(name))).toEqual([]);
    expect(ports.size).toBe(2001);
    ovs.vsctl('--no-wait', 'set', 'Port', 'port1234', 'tag=12');
    await eventually(read, (now) => now.get('port1234') === 12);
  });

  it('that hangs is silence, not the rows of before', async (context) => {
    const ovs = await startSwitch(context);
    const host = door();
    expect(await bridges(host, ovs)).toEqual([]);
    process.kill(ovs.pid('ovsdb-server'), 'SIGSTOP');
    const read = host.tables(ovs.database, bridgesAndPorts, AbortSignal.timeout(50));
    expect(await kindOf(read)).toBe('deadline');
    process.kill(ovs.pid('ovsdb-server'), 'SIGCONT');
    expect(await bridges(host, ovs)).toEqual([]);
  });
});

it('a user who may not connect is told which user, group or capability it takes', async (context) => {
  const ovs = await startSwitch(context);
  const host = door();
  const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
    process.seteuid?.(65_534);
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
    }
  };
  const denied = (where: string, mode: string) => ({
    kind: 'denied',
    message: expect.stringContaining(`${where} takes user root, group root (mode ${mode}) or CAP_DAC_OVERRIDE`),
  });
  const unixctl = ovs.unixctl();
  const calling = () => host.call(unixctl, 'version', [], soon());
  await asNobody(() => expect(calling()).rejects.toMatchObject(denied(`passing through ${ovs.directory}`, '0700')));
  await asNobody(() =>
    expect(findDaemons(host, { run_directories: [ovs.directory] }, soon())).rejects.toThrow('group'),
  );
  chmodSync(ovs.directory, 0o755);
  chmodSync(unixctl, 0o750);
  chmodSync(ovs.database, 0o750);
  await asNobody(() => expect(calling()).rejects.toMatchObject(denied('writing to it', '0750')));
  const reading = () => host.tables(ovs.database, bridgesAndPorts, soon());
  await asNobody(() => expect(reading()).rejects.toMatchObject(denied('writing to it', '0750')));
  expect(await calling()).toContain('ovs-vswitchd');
});
