import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import type { Link } from './link.ts';
import { parseLinks } from './links.ts';

const text = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures/links', `${name}.json`), 'utf8');
const links = (name: string) => new Map(parseLinks(text(name), 'ip link').links.map((link) => [link.name, link]));
const debian = links('debian-6.12');
const own = links('linux-6.18');

/** The members of a link that have a value. */
const known = (link: Link | undefined, ...keys: readonly (keyof Link)[]) =>
  Object.fromEntries(keys.map((key) => [key, link?.[key]]).filter(([, value]) => value !== undefined));

describe('the kinds of devices', () => {
  it('are the words of the kernel, for every kind that a Debian kernel can make', () => {
    const kinds = new Map([...debian.values()].map(({ name, kind }) => [name, kind]));
    expect(Object.fromEntries(kinds)).toMatchObject({
      ...{ lo: 'loopback', eth0: undefined, eth2: undefined, dm0: 'dummy', bnd0: 'bond', bs0: 'dummy', tm0: 'team' },
      ...{ brg0: 'bridge', ve0: 'veth', 'dm0.42': 'vlan', dm0ad: 'vlan', vx4: 'vxlan', vxe: 'vxlan', gn0: 'geneve' },
      ...{ gr0k: 'gre', grt: 'gretap', gr6: 'ip6gre', ipi: 'ipip', si0: 'sit', vt0: 'vti', ip6tnl0: 'ip6tnl' },
      ...{ mv0: 'macvlan', mt0: 'macvtap', iv0: 'ipvlan', it0: 'ipvtap', tap0: 'tap', tun0: 'tun', if0: 'ifb' },
      ...{ nl0: 'nlmon', vrf0: 'vrf', vs0: 'dummy', wg0: 'wireguard', vc0: 'vcan', xf0: 'xfrm', bat0: 'batadv' },
    });
  });

  it('tell tap from tun, which the kernel calls by one name', () => {
    expect([own.get('tap0')?.kind, own.get('tun0')?.kind]).toEqual(['tap', 'tun']);
  });
});

describe('the state of a device', () => {
  it('keeps apart how it is set and whether it has a carrier', () => {
    const of = (link: Link | undefined) => known(link, 'adminUp', 'carrier', 'operstate');
    expect(of(debian.get('eth0'))).toEqual({ adminUp: true, carrier: true, operstate: 'up' });
    expect(of(debian.get('tap0'))).toEqual({ adminUp: true, carrier: false, operstate: 'down' });
    expect(of(debian.get('ve2'))).toEqual({ adminUp: true, carrier: false, operstate: 'lowerlayerdown' });
    expect(of(debian.get('dm0'))).toEqual({ adminUp: true, carrier: true, operstate: 'unknown' });
    expect(of(debian.get('dm1'))).toEqual({ adminUp: false, operstate: 'down' });
  });

  it('comes with what is set about it', () => {
    const keys = ['ifindex', 'mtu', 'address', 'master', 'carrierChanges', 'qdisc', 'transmitQueueLength'] as const;
    expect(known(debian.get('ve0'), ...keys, 'stp')).toEqual({
      ifindex: 20,
      mtu: 1500,
      address: 'e2:8e:70:19:61:47',
      master: 'brg0',
      carrierChanges: 2,
      qdisc: 'noqueue',
      transmitQueueLength: 1000,
      stp: 'forwarding',
    });
    expect(known(debian.get('eth0'), 'receiveQueues', 'transmitQueues')).toEqual({
      receiveQueues: 8,
      transmitQueues: 8,
    });
  });

  it('has no address where the device has none', () => {
    expect(debian.get('wg0')?.address).toBeUndefined();
    expect(debian.get('gr0k')?.address).toBe('10.0.0.1');
  });

  it('has a spanning tree state only for ports of a bridge, not for slaves of a bond', () => {
    expect([debian.get('bs0')?.master, debian.get('bs0')?.stp]).toEqual(['bnd0', undefined]);
    expect(own.get('ve0')?.stp).toBe('listening');
  });
});

describe('what a device leads to', () => {
  it('is a name in its own namespace and a number in another one', () => {
    expect(debian.get('ve0')?.lower).toEqual({ name: 've1', ifindex: undefined, nsid: undefined });
    expect(debian.get('ve2')?.lower).toEqual({ name: undefined, ifindex: 10, nsid: 0 });
    expect(links('debian-6.12-namespace').get('ve3')?.lower).toEqual({ name: undefined, ifindex: 21, nsid: 0 });
    expect(debian.get('dm0.42')?.lower?.name).toBe('dm0');
  });

  it('is nothing for tunnels that stand on none, and what a VXLAN device names itself', () => {
    expect(debian.get('gr0k')?.lower).toBeUndefined();
    expect(debian.get('vx4')?.lower?.name).toBe('dm0');
  });
});

describe('the details of a kind', () => {
  it('hold id and protocol of a VLAN', () => {
    expect(debian.get('dm0.42')?.vlan).toEqual({ id: 42, protocol: '802.1Q' });
    expect(debian.get('dm0ad')?.vlan).toEqual({ id: 7, protocol: '802.1ad' });
    expect(debian.get('dm0')?.vlan).toBeUndefined();
  });

  it('hold identifier and ends of VXLAN and Geneve, of either address family, unicast or multicast', () => {
    const of = (name: string) => known(debian.get(name), 'tunnel').tunnel;
    expect(of('vx4')).toEqual({ vni: 100, remote: '10.0.0.2', local: '10.0.0.1', port: 4789 });
    expect(of('vx6')).toEqual({ vni: 101, remote: 'fd00::2', local: 'fd00::1', port: 4789 });
    expect(of('vxg')).toEqual({ vni: 102, remote: '239.1.1.1', port: 8472 });
    expect(of('vxg6')).toEqual({ vni: 103, remote: 'ff05::100', port: 4789 });
    expect(of('gn6')).toEqual({ vni: 56, remote: 'fd00::2', port: 6081 });
    expect(own.get('vxg')?.tunnel).toMatchObject({ vni: 101, remote: '239.1.1.1' });
  });

  it('have no identifier for tunnels that take it from each packet', () => {
    expect(debian.get('vxe')?.tunnel).toEqual({ port: 4790 });
    expect(debian.get('gne')?.tunnel).toEqual({ port: 6082 });
    expect(own.get('vxe')?.tunnel).toEqual({ port: 4790 });
  });

  it('hold keys and ends of GRE and its like, where `any` is none', () => {
    expect(debian.get('gr0k')?.tunnel).toEqual({ key: '0.0.0.77', remote: '10.0.0.3', local: '10.0.0.1' });
    expect(debian.get('grt')?.tunnel).toEqual({ key: '0.0.0.1/0.0.0.2', remote: '10.0.0.4', local: '10.0.0.1' });
    expect(debian.get('gre0')?.tunnel).toEqual({});
    expect(debian.get('ip6tnl0')?.tunnel).toEqual({});
  });

  it('hold what a bridge has learned, where the kernel counts it', () => {
    expect([debian.get('brg0')?.learned, own.get('br0')?.learned]).toEqual([1, undefined]);
  });
});

describe('a dump that is not as it should be', () => {
  const device = { ifindex: 2, ifname: 'eth0', flags: ['UP'], mtu: 1500, operstate: 'UP' };
  const parse = (...devices: readonly unknown[]) => parseLinks(JSON.stringify(devices), 'ip link');

  it('gives the other devices when one can not be understood, and says which and why', () => {
    const { links: good, problems } = parse({ ...device, mtu: 'big' }, { ...device, ifname: 'eth1' });
    expect(good.map(({ name }) => name)).toEqual(['eth1']);
    expect(problems.map(({ name, error }) => [name, error.message])).toEqual([
      ['eth0', 'ip link: expected "mtu" of eth0 to be a whole number, found "\\"big\\""'],
    ]);
  });

  it.each([
    ['flags', '"flags" of eth0 to be a list'],
    ['ifindex', '"ifindex" of eth0 to be a whole number'],
    ['mtu', '"mtu" of eth0 to be a whole number'],
  ])('names %s when it is missing', (key, expected) => {
    const { problems } = parse({ ...device, [key]: undefined });
    expect(problems[0]?.error.message).toBe(`ip link: expected ${expected}`);
  });

  it('passes over the empty objects that ip prints for devices which it left out', () => {
    expect(parse({}, device, {}).links.map(({ name }) => name)).toEqual(['eth0']);
  });

  it('takes a state that it does not know as unknown', () => {
    expect(parse({ ...device, operstate: 'SLEEPING' }).links[0]?.operstate).toBe('unknown');
  });

  it.each([
    ['', 'ip link: expected at least one device'],
    ['[]', 'ip link: expected at least one device'],
    ['[{"ifindex":1,', 'ip link: expected JSON, found "[{\\"ifindex\\":1,"'],
    ['{}', 'ip link: expected a JSON list, found "{}"'],
    ['[7]', 'ip link: expected a list of objects, found "7"'],
    ['[{"ifindex":1}]', 'ip link: expected "ifname" of a device to be text'],
  ])('is one error when it is %j', (broken, message) => {
    expect(() => parseLinks(broken, 'ip link')).toThrow(message);
  });
});

describe('whatever a program prints', () => {
  it('is understood or a ParseError', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())).map(JSON.stringify),
    );
    fc.assert(
      fc.property(anything, (printed) => {
        try {
          parseLinks(String(printed), 'ip link');
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });

  it('yields no number that was not there', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('12', '', null, -1, 1.5, 9, '0x10'));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('mtu', 'ifindex', 'txqlen', 'num_rx_queues', 'link_index'), value),
        (odd) => {
          const printed = JSON.parse(JSON.stringify({ ifname: 'x', flags: [], ifindex: 1, mtu: 2, ...odd }));
          for (const link of parseLinks(JSON.stringify([printed]), 'ip').links) {
            expect([link.mtu, link.ifindex]).toEqual([printed.mtu, printed.ifindex]);
            expect(link.transmitQueueLength).toBe(printed.txqlen);
            expect(link.receiveQueues).toBe(printed.num_rx_queues);
            expect(link.lower?.ifindex).toBe(printed.link_index);
          }
        },
      ),
    );
  });
});
