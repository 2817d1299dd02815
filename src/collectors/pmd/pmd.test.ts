import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { diffStates } from '../../core/diff.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const text = (name: string) => readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');
const NEVER_KNOWN =
  '"dpif-netdev/pmd-sleep-show" is not a valid command (use "list-commands" to see a list of valid commands)';
const SHOW = 'netdev@ovs-netdev:\n  lookups: hit:5 missed:7 lost:0\n  flows: 1\n';

/** A host on which ovs-vswitchd answers with these texts, and its database with these interfaces. */
function switchThatSays(texts: Readonly<Record<string, string>>, interfaces: readonly object[] = []) {
  const changing = changingHost(privateDirectory());
  const say = (method: string, answer: string) =>
    changing.write(`calls/ovs-vswitchd.ctl_${method.replace('/', '_')}.json`, JSON.stringify(answer));
  const answers = { 'dpctl/show_netdev_ovs-netdev': SHOW, ...texts };
  for (const [method, answer] of Object.entries(answers)) say(method, answer);
  changing.write('calls/ovs-vswitchd.ctl_dpif-netdev_pmd-sleep-show.error', `refused ${NEVER_KNOWN}\n`);
  changing.write('run/openvswitch/ovs-vswitchd.pid', '7\n');
  changing.write('run/openvswitch/ovs-vswitchd.7.ctl', '');
  changing.write(
    'proc/7/task/8/status',
    'Name:\tpmd-c02/id:1\nvoluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t44\n',
  );
  changing.write('sys/devices/system/cpu/isolated', '2\n');
  const rows = (all: readonly object[]) => Object.fromEntries(all.map((row, index) => [`u${index}`, row]));
  const tables = { Open_vSwitch: rows([{ other_config: {} }]), Interface: rows(interfaces) };
  changing.write('tables/db.sock_Open_vSwitch.json', JSON.stringify(tables));
  const reader = collector.open(changing.host, { run_directories: ['/run/openvswitch'] });
  const read = () => reader.collect({ signal: AbortSignal.timeout(5000), changed: undefined });
  return { ...changing, say, read };
}

function figures({ families }: Collected, metric: string) {
  const family = families().find(({ definition }) => definition.name === `netsteward_pmd_${metric}`);
  return family?.points.map(({ labels, value }) => [...labels.slice(1), value]);
}

describe('PMDs of 4.0', () => {
  const said = {
    'dpif-netdev/pmd-stats-show': text('../../../ovs/fixtures/pmd-stats-4.0'),
    'dpif-netdev/pmd-perf-show': text('../../../ovs/fixtures/pmd-stats-4.0'),
    'dpif-netdev/pmd-rxq-show': text('../../../ovs/fixtures/pmd-rxq-3.3'),
  };

  it('are told with what is printed, the main thread apart', async () => {
    const collected = await switchThatSays(said).read();
    expect(collected.problems).toEqual([]);
    expect(figures(collected, 'rx_packets_total')).toEqual([['0', '2', 100000]]);
    expect(figures(collected, 'used_cycles_total')).toEqual([['0', '2', 500000000]]);
    expect(figures(collected, 'cycles_total')).toBeUndefined();
    expect(figures(collected, 'main_thread_rx_packets_total')).toEqual([[12]]);
    expect(figures(collected, 'involuntary_context_switches_total')).toEqual([['0', '2', 44]]);
    expect(figures(collected, 'cpu_isolated')).toEqual([['0', '2', 1]]);
    expect(figures(collected, 'rxq_enabled')).toEqual([
      ['dpdk0', '0', '0', '2', 1],
      ['vhost-user-1', '10', '0', '2', 0],
    ]);
  });
});

describe('queues', () => {
  const said = {
    'dpif-netdev/pmd-stats-show': text('../../../ovs/fixtures/pmd-stats-3.1')
      .replace('core_id 0', 'core_id 2')
      .replace('numa_id 0 core_id 1', 'numa_id 1 core_id 3'),
    'dpif-netdev/pmd-perf-show': '',
    'dpif-netdev/pmd-rxq-show': text('../../../ovs/fixtures/pmd-rxq-3.3'),
    'dpctl/show_netdev_ovs-netdev': `${SHOW}  port 1: dpdk0 (dpdk: n_rxq=2)\n`,
  };
  const dpdk0 = (node: string) => [
    { name: 'dpdk0', type: 'dpdk', status: { numa_id: node, n_rxq: '2' }, options: { n_rxq: '2' } },
  ];

  it('on another NUMA node than their card, without a PMD, and PMDs without one are told', async () => {
    const { read, write } = switchThatSays(said, dpdk0('0'));
    const fine = await read();
    expect(fine.states.get('queue/dpdk0/0')?.fields).toMatchObject({ core: 2, crosses_nodes: false });
    expect(fine.states.get('queue/dpdk0/1')?.fields).toMatchObject({ core: null, crosses_nodes: null });
    expect(fine.states.get('pmd/core 3')?.fields).toMatchObject({ has_queues: false });
    expect(figures(fine, 'rxq_polled')).toEqual([
      ['dpdk0', '0', 1],
      ['vhost-user-1', '10', 1],
      ['dpdk0', '1', 0],
    ]);

    const tables = { Interface: { u0: dpdk0('1')[0] } };
    write('tables/db.sock_Open_vSwitch.json', JSON.stringify(tables));
    const wrong = await read();
    const [event] = diffStates('pmd', collector.kinds, fine.states, wrong.states, 0);
    expect(event).toMatchObject({
      type: 'netsteward.pmd.node-mismatch-changed',
      subject: 'dpdk0/0',
      severity: 'warning',
      data: { message: 'queue dpdk0/0 is polled on NUMA node 0 while its network card is on node 1' },
    });
    expect(figures(wrong, 'rxq_crosses_nodes')).toEqual([['dpdk0', '0', '0', '2', 1]]);
  });

  it('are not said to be without a PMD when nothing is known of who polls them', async () => {
    const { read, remove, write } = switchThatSays(said, dpdk0('0'));
    remove('calls/ovs-vswitchd.ctl_dpif-netdev_pmd-rxq-show.json');
    write('calls/ovs-vswitchd.ctl_dpif-netdev_pmd-rxq-show.error', 'deadline no answer in time\n');
    const collected = await read();
    expect(collected.outcome).toBe('partial');
    expect(collected.problems[0]?.message).toContain('no answer in time');
    expect(figures(collected, 'rxq_polled')).toBeUndefined();
    expect(collected.states.get('pmd/core 2')?.fields.has_queues).toBeNull();
  });
});

describe('a switch without a userspace datapath', () => {
  it('has no PMDs', async () => {
    const { read, remove, write } = switchThatSays({ 'dpif-netdev/pmd-stats-show': '' });
    remove('calls/ovs-vswitchd.ctl_dpif-netdev_pmd-stats-show.json');
    write('calls/ovs-vswitchd.ctl_dpif-netdev_pmd-stats-show.error', 'refused please specify an existing datapath\n');
    expect(await read()).toMatchObject({ outcome: 'absent', problems: [] });
  });
});
