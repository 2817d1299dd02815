import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCoverage } from './coverage.ts';
import { parseDatapaths } from './datapaths.ts';

const printed = (name: string) => ({
  text: readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8'),
  command: name,
});
const unknown = { maskHits: undefined, masks: undefined, cacheHits: undefined, caches: new Map() };

describe('datapaths', () => {
  it('are read from 3.1, with the statistics of ports between them or without', () => {
    for (const [name, hits] of [
      ['dpctl-show-fewer-queues-3.1', 5] as const,
      ['dpctl-show-with-statistics-3.1', 25039] as const,
    ]) {
      const [datapath, ...others] = parseDatapaths(printed(name));
      expect(others).toEqual([]);
      expect(datapath).toMatchObject({ name: 'netdev@ovs-netdev', hits, ...unknown });
      expect(datapath?.ports.map(({ number, name: port, type }) => `${number} ${port} ${type}`)).toEqual([
        '0 ovs-netdev tap',
        '1 p2 dpdk',
        '2 br0 tap',
        '3 n0 dpdk',
        '4 p1 dpdk',
        '5 t0 dpdk',
      ]);
    }
  });

  it('tell the settings of a port', () => {
    const p1 = parseDatapaths(printed('dpctl-show-fewer-queues-3.1'))[0]?.ports[4]?.settings;
    expect([p1?.get('configured_rx_queues'), p1?.get('requested_rx_queues'), p1?.size]).toEqual(['1', '4', 12]);
  });

  it('of the kernel have masks and caches', () => {
    const [kernel, user] = parseDatapaths(printed('dpctl-show-kernel-3.3'));
    expect(kernel).toMatchObject({
      name: 'system@ovs-system',
      hits: 1045,
      misses: 97,
      lost: 3,
      flows: 12,
      maskHits: 2210,
      masks: 4,
      cacheHits: 800,
      caches: new Map([['masks-cache', 256]]),
    });
    expect(kernel?.ports.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'ovs-system internal',
      'br0 internal',
      'eth0 system',
      'vxlan_sys_4789 vxlan',
    ]);
    expect(user?.ports[1]?.settings.get('n_rxq')).toBe('2');
    expect(user?.ports[2]).toEqual({ name: 'lost0', number: 2, type: 'dpdk', settings: new Map() });
  });

  it('with a port whose statistics are not to be had, which the daemon says in the same line as the next port', () => {
    const [datapath] = parseDatapaths({
      text: 'netdev@ovs-netdev:\n  port 7: p7 (dpdk: mtu=1500)\n, could not retrieve stats (Protocol error)  port 8: p8 (tap)\n',
      command: 'show',
    });
    expect(datapath?.ports.map(({ name }) => name)).toEqual(['p7', 'p8']);
  });

  it.each([
    ['hit:5 missed:7', 'hit:5', /^show:2: expected lookups: missed and a number/],
    ['flows: 1', 'flows: some', /^show:3: expected the number of flows, found "some"/],
    ['port 4: p1', 'port four: p1', /^show:8: expected the number of a port, found "four"/],
  ])('that can not be understood are an error: %s', (right, wrong, message) => {
    const { text } = printed('dpctl-show-fewer-queues-3.1');
    expect(() => parseDatapaths({ text: text.replace(right, wrong), command: 'show' })).toThrow(message);
  });
});

describe('coverage counters', () => {
  it('are totals by name', () => {
    const totals = parseCoverage(printed('coverage-show-3.1'));
    expect(totals.get('conntrack_full')).toBe(30);
    expect(totals.size).toBe(printed('coverage-show-3.1').text.match(/total:/g)?.length);
  });

  it('may all be 0', () => {
    const text =
      'Event coverage, avg rate over last: 5 seconds, last minute, last hour,  hash=1b9d406f:\n151 events never hit\n';
    expect(parseCoverage({ text, command: 'coverage' })).toEqual(new Map());
  });

  it('are not made of another text or of what is no number', () => {
    expect(() => parseCoverage({ text: '', command: 'coverage' })).toThrow('expected Event coverage');
    const text = printed('coverage-show-3.1').text.replace('total: 30\n', 'total: many\n');
    expect(() => parseCoverage({ text, command: 'coverage' })).toThrow(
      'expected the total of conntrack_full, found "many"',
    );
  });
});
