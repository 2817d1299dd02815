import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePfLinks } from './links.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const recorded = readFileSync(join(fixtures, 'hosts/set-up/commands/ip_-j_-s_-d_link_show.txt'), 'utf8');
const derived = (name: string) => readFileSync(join(fixtures, 'derived', name), 'utf8');
const parse = (text: string, ...names: readonly string[]) => parsePfLinks(text, 'ip', new Set(names));
const vfOf = (text: string, number: number) => parse(text, 'pf0').links.get('pf0')?.vfs.get(number);

describe('what ip prints', () => {
  it('tells the settings of virtual functions', () => {
    const { links, problems, size } = parse(recorded, 'pf0', 'pf1');
    expect([problems, size, [...links.keys()]]).toEqual([[], 9, ['pf1', 'pf0']]);
    expect(links.get('pf0')?.link).toBe('up');
    expect([...(links.get('pf0')?.vfs.keys() ?? [])]).toEqual([0, 1, 2, 3, 4]);
    expect(vfOf(recorded, 0)?.settings).toEqual({
      mac: '02:00:00:00:00:00',
      vlan: 100,
      qos: 3,
      vlanProtocol: '802.1Q',
      spoofCheck: true,
      trust: true,
      linkState: 'auto',
      maxTxRate: 0,
      minTxRate: 0,
      rssQuery: undefined,
    });
    expect(vfOf(recorded, 1)?.settings).toMatchObject({ vlan: 0, qos: 0, spoofCheck: false, maxTxRate: 200 });
  });

  it('tells of other VLAN protocols, forced links, rates and RSS', () => {
    const text = derived('ip-traffic.json');
    expect(vfOf(text, 0)?.settings).toMatchObject({
      ...{ vlan: 100, qos: 5, vlanProtocol: '802.1ad', linkState: 'enable', rssQuery: true },
      ...{ maxTxRate: 10_000, minTxRate: 1000 },
    });
    expect(vfOf(text, 1)?.settings).toMatchObject({ linkState: 'disable', rssQuery: false });
  });

  it('calls the bytes that were sent otherwise than those that were received', () => {
    expect(vfOf(derived('ip-traffic.json'), 0)?.counters).toEqual({
      receive_bytes: 933_001_945_820,
      receive_packets: 14_578_155_350,
      receive_multicast: 7,
      receive_broadcast: 13,
      receive_dropped: 144_076,
      transmit_bytes: 874_634_580_760,
      transmit_packets: 14_577_242_919,
      transmit_dropped: 3,
    });
  });

  it('was less in old versions, and what is not told stays out', () => {
    const { settings, counters } = vfOf(derived('ip-old.json'), 0) ?? {};
    expect(settings).toMatchObject({ mac: '02:00:00:00:00:00', vlan: 100, qos: 3, maxTxRate: 200, spoofCheck: true });
    expect([settings?.trust, settings?.linkState, settings?.minTxRate]).toEqual([undefined, undefined, undefined]);
    expect(counters).toEqual({
      ...{ receive_bytes: 10, receive_packets: 1, receive_multicast: 0, receive_broadcast: 0 },
      ...{ transmit_bytes: 20, transmit_packets: 2 },
    });
  });

  it('tells whether a physical function is set up and has a carrier', () => {
    const link = (...flags: readonly string[]) =>
      parse(JSON.stringify([{ ifname: 'pf0', flags, vfinfo_list: [] }]), 'pf0').links.get('pf0')?.link;
    expect([link('UP', 'LOWER_UP'), link('NO-CARRIER', 'UP'), link('BROADCAST')]).toEqual([
      ...['up', 'no-carrier', 'admin-down'],
    ]);
  });

  it('has representors beside a physical function, which list no virtual functions', () => {
    const text = JSON.stringify([
      { ifname: 'pf0_0', flags: [], phys_port_name: 'pf0vf0' },
      { ifname: 'pf0', flags: [], vfinfo_list: [] },
    ]);
    expect([...parse(text, 'pf0', 'pf0_0').links.keys()]).toEqual(['pf0']);
  });

  it('is passed over where it is about other devices', () => {
    expect(parse('[{"ifname":"eth9","flags":7},{"no":"name"},null]', 'pf0')).toMatchObject({ problems: [], size: 3 });
  });
});

describe('text that is not understood', () => {
  it.each([['[{"ifname":"pf0"'], ['{}'], ['']])('%j is an error as a whole', (text) => {
    expect(() => parse(text, 'pf0')).toThrow(/^ip: expected (JSON|a JSON list)/);
  });

  it('about one virtual function hides no other', () => {
    const text = recorded.replace('"vf":4,', '"vf":"four",').replace('"spoofchk":false', '"spoofchk":"off"');
    const { links, problems } = parse(text, 'pf0');
    expect([...(links.get('pf0')?.vfs.keys() ?? [])]).toEqual([0, 2, 3]);
    expect(problems.map(({ name, error }) => `${name} ${error.message}`)).toEqual([
      expect.stringMatching(/^pf0 ip: expected a VF of pf0: "spoofchk" /),
      expect.stringMatching(/^pf0 ip: expected a VF of pf0: "vf" /),
    ]);
  });

  it('about a physical function is named', () => {
    const { links, problems } = parse('[{"ifname":"pf0","flags":"UP"}]', 'pf0');
    expect([links.size, problems.length]).toEqual([0, 1]);
  });

  it('never becomes a count', () => {
    const text = derived('ip-traffic.json').replace('933001945820', '"933001945820"').replace('"vf":1', '"vf":-1');
    expect(parse(text, 'pf0').links.get('pf0')?.vfs.size).toBe(0);
  });
});
