import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFirmware } from './firmware.ts';
import { parseLearnedAddresses } from './learned-addresses.ts';
import { parseNamespaceIds } from './namespace-ids.ts';
import { parseQdiscs } from './qdiscs.ts';
import { parseSoftnet } from './softnet.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const table = (name: string) => readFileSync(join(fixtures, 'tables', name), 'utf8');

describe('/proc/net/softnet_stat', () => {
  it('gives for each CPU what it did, out of hexadecimal', () => {
    expect(parseSoftnet(table('softnet-stat.txt'), 'softnet')).toEqual([
      { cpu: 0, processed: 13, dropped: 0, timeSqueeze: 0, receivedRps: 0, flowLimit: 0, backlog: 0 },
      { cpu: 1, processed: 16, dropped: 0, timeSqueeze: 0, receivedRps: 0, flowLimit: 0, backlog: 0 },
    ]);
  });

  it('has the places of softnet_seq_show()', () => {
    const line = Array.from({ length: 15 }, (_, place) => (place + 16).toString(16).padStart(8, '0')).join(' ');
    expect(parseSoftnet(`${line}\n`, 'softnet')).toEqual([
      { processed: 16, dropped: 17, timeSqueeze: 18, receivedRps: 25, flowLimit: 26, backlog: 27, cpu: 28 },
    ]);
  });

  it('leaves out what old kernels do not say', () => {
    const line = `00015c73 00020e76 ${'00000000 '.repeat(7)}`;
    expect(parseSoftnet(`${line}\n`, 'softnet')).toEqual([
      { processed: 89203, dropped: 134774, timeSqueeze: 0, receivedRps: undefined },
    ]);
  });

  it.each([
    ['', 'softnet: expected a line for each CPU'],
    ['00000001 0000000g 00000000\n', 'softnet:1: expected hexadecimal dropped, found "0000000g"'],
    ['00000001 00000002\n', 'softnet:1: expected hexadecimal time squeeze'],
  ])('names the line that is not as it should be: %j', (text, message) => {
    expect(() => parseSoftnet(text, 'softnet')).toThrow(message);
  });
});

describe('queueing disciplines', () => {
  it('are those at the root of the devices that have a queue', () => {
    const qdiscs = parseQdiscs(table('tc-qdisc.json'), 'tc');
    expect([...qdiscs]).toEqual([
      ['eth0', { kind: 'mq', drops: 0, overlimits: 0, requeues: 2, backlog: 0, length: 0 }],
      ['eth1', { kind: 'mq', drops: 0, overlimits: 0, requeues: 1, backlog: 0, length: 0 }],
      ['tap0', { kind: 'fq_codel', drops: 0, overlimits: 0, requeues: 0, backlog: 0, length: 0 }],
    ]);
  });

  it('leave out a figure that tc does not print', () => {
    const text = '[{"kind":"htb","dev":"eth0","root":true,"drops":5}]';
    expect(parseQdiscs(text, 'tc').get('eth0')).toEqual({ kind: 'htb', drops: 5 });
  });

  it('are an error when a figure is not a number', () => {
    const text = '[{"kind":"htb","dev":"eth0","root":true,"drops":"5"}]';
    expect(() => parseQdiscs(text, 'tc')).toThrow('tc: expected "drops" of htb of eth0 to be a whole number, found');
  });

  it('are none where there are none', () => {
    expect([...parseQdiscs('[]', 'tc'), ...parseQdiscs('', 'tc')]).toEqual([]);
  });
});

describe('learned addresses', () => {
  it('are those that a bridge has from packets, not those of devices or of an administrator', () => {
    expect([...parseLearnedAddresses(table('bridge-fdb.json'), 'bridge')]).toEqual([['brg0', new Map([['ve0', 1]])]]);
  });

  it('are counted by bridge and port, once for each VLAN', () => {
    const entry = { mac: '02:00:00:00:00:01', ifname: 'p1', flags: [], master: 'br0', state: '' };
    const entries = [
      entry,
      { ...entry, vlan: 7 },
      { ...entry, ifname: 'p2', state: 'stale' },
      { ...entry, master: 'br1' },
      { ...entry, state: 'static' },
      { ...entry, flags: ['extern_learn'] },
    ];
    expect(parseLearnedAddresses(JSON.stringify(entries), 'bridge')).toEqual(
      new Map([
        [
          'br0',
          new Map([
            ['p1', 2],
            ['p2', 1],
          ]),
        ],
        ['br1', new Map([['p1', 1]])],
      ]),
    );
  });

  it('are an error when an entry names no port', () => {
    expect(() => parseLearnedAddresses('[{"master":"br0","flags":[]}]', 'bridge')).toThrow(
      'bridge: expected "ifname" of an entry to be text',
    );
  });
});

describe('the numbers of namespaces', () => {
  it('are given with the names that go with them', () => {
    expect(parseNamespaceIds('[{"nsid":0,"name":"blue"},{"nsid":1},{"nsid":7,"name":"red"}]', 'ip')).toEqual(
      new Map([
        [0, 'blue'],
        [7, 'red'],
      ]),
    );
    expect(parseNamespaceIds('\n', 'ip').size).toBe(0);
  });
});

describe('the firmware of a device', () => {
  const driver = (name: string) => readFileSync(join(fixtures, `hosts/lab/commands/ethtool_-i_${name}.txt`), 'utf8');

  it('is what ethtool says, and nothing when that is empty or not known', () => {
    expect(parseFirmware(driver('eth0'), 'ethtool')).toBe('2.1.0');
    expect(parseFirmware(driver('eth2'), 'ethtool')).toBeUndefined();
    expect(parseFirmware('firmware-version: N/A\n', 'ethtool')).toBeUndefined();
  });

  it('is an error when there is no such line', () => {
    expect(() => parseFirmware('driver: igb\n', 'ethtool')).toThrow(
      'expected a line that begins with firmware-version:',
    );
  });
});
