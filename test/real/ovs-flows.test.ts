import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/ovs/index.ts';
import { HostError } from '../../src/core/errors.ts';
import { defaultRealHostOptions, type RealHost, realHost } from '../../src/host/real-host.ts';
import { startSwitch, type TestSwitch } from '../support/ovs.ts';

function door(): RealHost {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return host;
}

const socketOf = (lab: TestSwitch, bridge = 'br0') => path.join(lab.directory, `${bridge}.mgmt`);

/** A bridge with flows in three tables, through which the packets of a veth's own IPv6 go, and an empty one. */
async function switchWithFlows(context: TestContext): Promise<TestSwitch> {
  const lab = await startSwitch(context);
  lab.inside('ip', 'link', 'add', 'p0', 'type', 'veth', 'peer', 'name', 'p0x');
  for (const bridge of ['br0', 'br1']) {
    lab.vsctl('add-br', bridge, '--', 'set', 'bridge', bridge, 'datapath_type=netdev', 'fail_mode=secure');
  }
  for (const flow of [
    'table=0,priority=1,actions=resubmit(,3)',
    'table=3,ipv6,actions=resubmit(,200)',
    'table=3,arp,actions=drop',
    'table=200,udp6,actions=drop',
  ]) {
    lab.ofctl('add-flow', socketOf(lab), flow);
  }
  lab.vsctl('add-port', 'br0', 'p0');
  lab.inside('sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/p0x/disable_ipv6');
  for (const end of ['p0', 'p0x']) lab.inside('ip', 'link', 'set', end, 'up');
  return lab;
}

//   table 3:
//     active=2, lookup=6, matched=6
const TABLE = /table (\d+):\n +active=(\d+), lookup=(\d+), matched=(\d+)/g;

/** The tables with flows as ovs-ofctl prints them: `3: 2 6 6`. */
function printed(lab: TestSwitch): readonly string[] {
  const text = lab.ofctl('-O', 'OpenFlow13', 'dump-tables', socketOf(lab));
  return [...text.matchAll(TABLE)]
    .filter(([, , active]) => active !== '0')
    .map(([, table, active, lookups, matches]) => `${table}: ${active} ${lookups} ${matches}`);
}

function shown({ families }: Collected, bridge: string): readonly string[] {
  const values = (metric: string) =>
    (families().find(({ definition }) => definition.name === `netsteward_ovs_bridge_${metric}`)?.points ?? []).filter(
      ({ labels }) => labels[1] === bridge,
    );
  const totals = [values('table_lookups_total'), values('table_matches_total')];
  return values('flows').map(({ labels, value }, index) => {
    const [lookups, matches] = totals.map((points) => points[index]?.value);
    return `${labels[2]}: ${value} ${lookups} ${matches}`;
  });
}

describe('the flows of a real Open vSwitch', () => {
  it('are counted by table as ovs-ofctl counts them, and so are their packets', async (context) => {
    const lab = await switchWithFlows(context);
    const reader = collector.open(door(), { run_directories: [lab.directory] });
    const poll = () => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });
    const deadline = performance.now() + 15_000;
    for (;;) {
      const before = printed(lab);
      const found = await poll();
      expect([found.outcome, found.problems]).toEqual(['ok', []]);
      // Packets come as they like: it takes a moment without any, after some.
      const isQuiet = before.join() === printed(lab).join() && !before.includes('0: 1 0 0');
      if (!isQuiet && performance.now() < deadline) {
        await delay(50);
        continue;
      }
      expect(shown(found, 'br0')).toEqual(before);
      expect(shown(found, 'br1')).toEqual([]);
      expect(before.map((line) => line.replace(/ \d+ \d+$/, ''))).toEqual(['0: 1', '3: 2', '200: 1']);
      expect(before[0]).not.toBe('0: 1 0 0');
      break;
    }
    const [, all] = /flow_count=(\d+)/.exec(lab.ofctl('-O', 'OpenFlow13', 'dump-aggregate', socketOf(lab))) ?? [];
    expect(all).toBe('4');

    lab.vsctl('set', 'bridge', 'br0', 'protocols=OpenFlow10');
    const tooOld = await poll();
    expect([tooOld.outcome, shown(tooOld, 'br0')]).toEqual(['ok', []]);
  });

  it('come in every version of OpenFlow that is asked for, and not in an older one', async (context) => {
    const lab = await switchWithFlows(context);
    const host = door();
    const ask = () => host.flowTables(socketOf(lab), AbortSignal.timeout(5000));
    for (const version of ['OpenFlow13', 'OpenFlow14', 'OpenFlow15']) {
      lab.vsctl('set', 'bridge', 'br0', `protocols=${version}`);
      const flows = (await ask()).flatMap(({ table, flows = 0 }) => (flows > 0 ? [[table, flows]] : []));
      expect([version, flows]).toEqual([
        version,
        [
          [0, 1],
          [3, 2],
          [200, 1],
        ],
      ]);
    }
    lab.vsctl('set', 'bridge', 'br0', 'protocols=OpenFlow10');
    await expect(ask()).rejects.toMatchObject({ kind: 'refused' });
    await expect(host.flowTables(socketOf(lab, 'none'), AbortSignal.timeout(5000))).rejects.toMatchObject({
      kind: 'absent',
    });
  });

  it('are not waited for beyond the deadline while vswitchd is stopped, nor after it was killed', async (context) => {
    const lab = await switchWithFlows(context);
    const host = door();
    const ask = (ms: number) => host.flowTables(socketOf(lab), AbortSignal.timeout(ms));
    const pid = lab.pid();
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => {
      if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGCONT');
    });
    await expect(ask(200)).rejects.toMatchObject({ kind: 'deadline', target: socketOf(lab) });
    process.kill(pid, 'SIGCONT');
    expect((await ask(5000)).length).toBeGreaterThan(200);
    await lab.kill('ovs-vswitchd');
    // The kernel closes its sockets when the last of its threads is gone, which may be a moment later.
    const kinds = new Set<unknown>();
    const deadline = performance.now() + 5000;
    while (!kinds.has('absent') && performance.now() < deadline) {
      kinds.add(await ask(1000).catch((error: unknown) => (error instanceof HostError ? error.kind : error)));
    }
    expect([...kinds].filter((kind) => kind !== 'refused')).toEqual(['absent']);
  });
});
