import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../../test/support/changing-host.ts';
import { privateDirectory } from '../../../../test/support/private-directory.ts';
import { parseDatapaths } from '../../../ovs/datapaths.ts';
import { parseTaskStatus } from '../parse/task-status.ts';
import { balancingOf } from './balancing.ts';
import { createSwitchCounter } from './context-switches.ts';
import { portsOf } from './ports.ts';

const status = (name: string, involuntary: number, cpus = '0-3') =>
  `Name:\t${name}\nState:\tS (sleeping)\nCpus_allowed_list:\t${cpus}\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t${involuntary}\n`;

describe('a thread of ovs-vswitchd', () => {
  it.each([
    ['pmd-c01/id:9', '1', 1],
    ['pmd-c104/id:123', '104', 104],
    ['pmd8', '22', 22],
    ['pmd8', '0-3', undefined],
    ['revalidator7', '1', undefined],
    ['ovs-vswitchd', '0-3', undefined],
  ])('is a PMD or not by its name: %s on CPUs %s', (name, cpus, core) => {
    expect(parseTaskStatus(status(name, 5, cpus), 'status')).toEqual({
      core,
      switches: { involuntary: 5, voluntary: 12 },
    });
  });

  it('without the numbers of switches is an error', () => {
    expect(() => parseTaskStatus('Name:\tpmd8\n', 'status')).toThrow(
      'status: expected a line nonvoluntary_ctxt_switches',
    );
  });
});

describe('context switches', () => {
  it('are read of PMDs alone once they are known, and of all when a core lost its thread', async () => {
    const { host, write, remove, asked } = changingHost(privateDirectory());
    const thread = (tid: number, text: string) => write(`proc/7/task/${tid}/status`, text);
    thread(7, status('ovs-vswitchd', 1));
    thread(8, status('pmd-c01/id:1', 20));
    thread(9, status('handler2', 3));
    const read = createSwitchCounter(host);
    const signal = AbortSignal.timeout(5000);
    expect(await read(7, [1], signal)).toEqual(new Map([[1, { involuntary: 20, voluntary: 12 }]]));
    asked();
    thread(8, status('pmd-c01/id:1', 21));
    expect((await read(7, [1], signal)).get(1)?.involuntary).toBe(21);
    expect(asked()).toEqual(['/proc/7/task', '/proc/7/task/8/status']);

    remove('proc/7/task/8');
    thread(9, status('pmd-c01/id:3', 1));
    expect((await read(7, [1], signal)).size).toBe(0);
    expect((await read(7, [1], signal)).get(1)?.involuntary).toBe(1);
    await expect(read(77, [1], signal)).rejects.toMatchObject({ kind: 'absent' });
    expect(await read(77, [], signal)).toEqual(new Map());
  });
});

describe('ports', () => {
  const datapath = (lines: string) => parseDatapaths({ text: `netdev@ovs-netdev:\n${lines}`, command: 'show' })[0];

  it('have the queues that dpctl/show tells, up to 3.2', () => {
    const old = datapath(
      '  port 1: p1 (dpdk: configured_rx_queues=1, requested_rx_queues=4)\n  port 2: br0 (tap)\n  port 3: eth1\n',
    );
    const rows = [{ name: 'p1', status: { numa_id: '1' }, options: {} }];
    expect(portsOf(old, rows)).toEqual([{ name: 'p1', type: 'dpdk', node: 1, queues: 1, requestedQueues: 4 }]);
  });

  it('have the queues that the database tells, since 3.3', () => {
    const show = datapath('  port 1: p1 (dpdk: n_rxq=4)\n  port 2: v0 (dpdkvhostuserclient: n_rxq=1)\n');
    const rows = [
      { name: 'p1', status: { numa_id: '0', n_rxq: '2' }, options: { n_rxq: '4' } },
      { name: 'v0', status: { numa: '1', n_rxq: '8' }, options: {} },
    ];
    expect(portsOf(show, rows)).toEqual([
      { name: 'p1', type: 'dpdk', node: 0, queues: 2, requestedQueues: 4 },
      { name: 'v0', type: 'dpdkvhostuserclient', node: 1, queues: 8, requestedQueues: undefined },
    ]);
  });

  it('are on no known node where the device says none', () => {
    const rows = [{ name: 'p1', status: { numa_id: '-1' } }];
    expect(portsOf(datapath('  port 1: p1 (dpdk: mtu=1500)\n'), rows)).toEqual([
      { name: 'p1', type: 'dpdk', node: undefined, queues: undefined, requestedQueues: undefined },
    ]);
  });
});

describe('automatic load balancing', () => {
  it('is off unless switched on', () => {
    expect(balancingOf({ other_config: {} })).toMatchObject({ enabled: false, assignment: 'cycles' });
    expect(balancingOf(undefined)).toBeUndefined();
  });

  it('has the thresholds that were set', () => {
    const other_config = {
      'pmd-auto-lb': 'true',
      'pmd-auto-lb-load-threshold': '70',
      'pmd-auto-lb-rebal-interval': '2',
      'pmd-rxq-assign': 'group',
    };
    expect(balancingOf({ other_config })).toEqual({
      enabled: true,
      assignment: 'group',
      loadThreshold: 0.7,
      improvementThreshold: undefined,
      intervalSeconds: 120,
    });
  });
});
