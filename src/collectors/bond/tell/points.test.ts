import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../../test/support/changing-host.ts';
import type { Family } from '../../../core/metric.ts';
import { recordedHost } from '../../../host/recorded-host.ts';
import { collector } from '../index.ts';

const hosts = join(import.meta.dirname, '../fixtures/hosts');
const read = async (recording: string, settings: unknown = {}) =>
  await collector
    .open(recordedHost(join(hosts, recording)), settings)
    .collect({ signal: new AbortController().signal, changed: undefined });

function lines(families: readonly Family[]): readonly string[] {
  return families.flatMap(({ definition: { name, labels }, points }) =>
    points.map((point) => {
      const pairs = labels.map((label, index) => `${label}="${point.labels[index]}"`);
      return `${name}{${pairs.join(',')}} ${point.value}`;
    }),
  );
}

describe('the figures of bonds', () => {
  it('of every mode are those that were recorded', async () => {
    const golden = readFileSync(join(hosts, 'all-modes.metrics.txt'), 'utf8').trimEnd().split('\n');
    expect(lines((await read('all-modes')).families())).toEqual(golden);
  });

  it('have one active slave at most, and none where the mode has none', async () => {
    const active = lines((await read('all-modes')).families()).filter((line) => line.includes('_active_slave{'));
    expect(
      active.filter((line) => line.endsWith(' 1')).map((line) => line.replace(/.*bond="([^"]*)".*/, '$1')),
    ).toEqual(['bond-ab', 'bond-alb', 'bond-tlb', 'bond0']);
    expect(active.filter((line) => line.includes('"bond-arp"'))).toEqual([
      'netsteward_bond_active_slave{netns="",bond="bond-arp",slave="ar0"} 0',
      'netsteward_bond_active_slave{netns="",bond="bond-arp",slave="ar1"} 0',
    ]);
    expect(active.some((line) => line.includes('"bond-lacp"'))).toBe(false);
  });

  it('leave out what is not known: no speed where the driver knows none', async () => {
    const speeds = lines((await read('all-modes')).families()).filter((line) => line.includes('_speed_'));
    expect(speeds.some((line) => line.includes('"bond-ab"'))).toBe(false);
    expect(speeds).toContain(
      'netsteward_bond_slave_speed_bytes_per_second{netns="",bond="bond-rr",slave="rr0"} 1250000000',
    );
  });

  it('have the port states of LACP as numbers only, where their bits are switched off', async () => {
    const of = (families: readonly Family[]) => families.map(({ definition }) => definition.name);
    const name = 'netsteward_bond_slave_lacp_port_state';
    expect(of((await read('lacp', { port_state_bits: false })).families())).not.toContain(`${name}_bit`);
    expect(of((await read('lacp')).families())).toEqual(expect.arrayContaining([name, `${name}_bit`]));
  });

  it('without CAP_NET_ADMIN are those that sysfs tells everybody', async () => {
    const found = await read('without-cap-net-admin');
    const lacp = lines(found.families()).filter((line) => /aggregator|lacp/.test(line) && !line.includes('_bit{'));
    expect(lacp).toEqual([
      expect.stringMatching(/^netsteward_bond_info{.*lacp_rate="fast"/),
      'netsteward_bond_active_aggregator_id{netns="",bond="bond0"} 1',
      'netsteward_bond_active_aggregator_ports{netns="",bond="bond0"} 2',
      'netsteward_bond_aggregator_mismatch{netns="",bond="bond0"} 0',
      'netsteward_bond_slave_aggregator_id{netns="",bond="bond0",slave="e0"} 1',
      'netsteward_bond_slave_aggregator_id{netns="",bond="bond0",slave="e1"} 1',
      ...['e0', 'e1'].flatMap((slave) =>
        ['actor', 'partner'].map(
          (side) => `netsteward_bond_slave_lacp_port_state{netns="",bond="bond0",slave="${slave}",side="${side}"} 63`,
        ),
      ),
    ]);
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
  });

  it('have no active aggregator where sysfs has the number 0', async () => {
    const { host, write } = changingHost(join(hosts, 'without-cap-net-admin'));
    write('/sys/class/net/bond0/bonding/ad_aggregator', '0\n');
    write('/sys/class/net/bond0/bonding/ad_num_ports', '0\n');
    const found = await collector.open(host, {}).collect({ signal: new AbortController().signal, changed: undefined });
    expect(lines(found.families()).filter((line) => /active_aggregator|mismatch/.test(line))).toEqual([]);
  });

  it('call it no mismatch when the slave outside the active aggregator is down', async () => {
    const { host, write } = changingHost(join(hosts, 'lacp'));
    const text = readFileSync(join(hosts, '../moments/lacp/07-two-partners.txt'), 'utf8');
    const mismatch = async () => {
      const found = await collector
        .open(host, {})
        .collect({ signal: new AbortController().signal, changed: undefined });
      return lines(found.families()).find((line) => line.includes('mismatch'));
    };
    write('/proc/net/bonding/bond0', text);
    expect(await mismatch()).toBe('netsteward_bond_aggregator_mismatch{netns="",bond="bond0"} 1');
    write(
      '/proc/net/bonding/bond0',
      text.replace('Slave Interface: e1\nMII Status: up', 'Slave Interface: e1\nMII Status: down'),
    );
    expect(await mismatch()).toBe('netsteward_bond_aggregator_mismatch{netns="",bond="bond0"} 0');
  });

  it('are all among the metrics that the collector says it has, once each', async () => {
    const names = collector.metrics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { definition } of (await read('all-modes')).families()) expect(collector.metrics).toContain(definition);
  });
});
