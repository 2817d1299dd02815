import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { figure } from '../../../test/support/figure.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { diffStates } from '../../core/diff.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const RECORDING = path.join(import.meta.dirname, 'fixtures/hosts/linux-6.12');
const TABLE = 'proc/net/ip_vs';
const signal = AbortSignal.timeout(300_000);

/** IPVS as recorded, whose table a test changes between readings. */
function lab(settings: unknown = {}, recording = RECORDING) {
  const changing = changingHost(recording);
  const reader = collector.open(changing.host, settings);
  let before: Collected | undefined;
  const poll = async () => {
    const after = await reader.collect({ signal, changed: undefined });
    const drafts = diffStates('ipvs', collector.kinds, before?.states ?? new Map(), after.states, 0);
    before = after;
    return { ...after, events: drafts.map(({ severity, data }) => `${severity}: ${data.message}`) };
  };
  const edit = (change: (text: string) => string, file = TABLE) =>
    changing.write(file, change(readFileSync(path.join(changing.root, file), 'utf8')));
  return { ...changing, poll, edit };
}

const of = (found: Collected, name: string, ...labels: string[]) =>
  figure(found.families(), `netsteward_ipvs_${name}`, ...labels);

describe('IPVS', () => {
  it('is told with services of every kind, in every namespace', async () => {
    const found = await lab().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    const services = [...found.states.values()].flatMap(({ kind, subject, fields }) =>
      kind === 'service' ? [`${subject} ${fields.scheduler} ${fields.usable}`] : [],
    );
    expect(services).toEqual([
      'TCP [2001:db8::100]:443 rr true',
      'TCP 192.0.2.100:80 wlc true',
      'SCTP 192.0.2.100:5060 sh false',
      'UDP 192.0.2.100:53 rr true',
      'FWM 7 rr true',
      'FWM 8 rr true',
      'blue:TCP 198.51.100.1:80 rr true',
    ]);
    expect(found.states.get('destination/TCP 192.0.2.100:80 192.0.2.2:8080')?.fields).toEqual({
      netns: '',
      service: 'TCP 192.0.2.100:80',
      address: '192.0.2.2',
      port: 8080,
      forwarding: 'Masq',
      usable: false,
    });
    expect(found.states.get('destination/FWM 8 [2001:db8::1]:0')?.fields).toMatchObject({
      address: '2001:db8::1',
      port: 0,
    });
    expect(of(found, 'service_info', '', 'TCP 192.0.2.100:80', 'wlc', 'persistent 75000 FFFFFFFF')).toBe(1);
    expect(of(found, 'service_usable_destinations', '', 'TCP 192.0.2.100:80')).toBe(1);
    expect(of(found, 'service_destinations', '', 'SCTP 192.0.2.100:5060')).toBe(0);
    expect(of(found, 'destination_weight', '', 'TCP 192.0.2.100:80', '192.0.2.1:8080')).toBe(3);
    expect(of(found, 'destination_inactive_connections', '', 'TCP 192.0.2.100:80', '192.0.2.1:8080')).toBe(5);
    expect(of(found, 'destination_info', '', 'FWM 7', '192.0.2.1:0', 'Tunnel')).toBe(1);
  });

  it('has totals and rates out of hexadecimal numbers', async () => {
    const found = await lab().poll();
    expect(of(found, 'connections_total', '')).toBe(5);
    expect(of(found, 'incoming_packets_total', '')).toBe(0x10);
    expect(of(found, 'outgoing_packets_total', '')).toBe(0xb);
    expect(of(found, 'incoming_bytes_total', '')).toBe(0x368);
    expect(of(found, 'outgoing_rate_bytes', '')).toBe(0x4e);
    expect(of(found, 'connections_total', 'blue')).toBe(0);
  });

  it('tells of services only when told so', async () => {
    const found = await lab({ destinations: false }).poll();
    expect(of(found, 'destination_weight')).toBeUndefined();
    expect(of(found, 'service_destinations', '', 'FWM 7')).toBe(1);
  });
});

describe('events of IPVS', () => {
  it('tell of a weight that becomes 0, a destination that is gone, and a service without any', async () => {
    const { poll, edit } = lab();
    await poll();
    edit((text) => text.replace('Masq    3', 'Masq    9'));
    expect((await poll()).events).toEqual([]);
    edit((text) => text.replace('Masq    9', 'Masq    0'));
    expect((await poll()).events).toEqual([
      'warning: TCP 192.0.2.100:80 192.0.2.1:8080: weight 0, it gets no new connections',
      'critical: TCP 192.0.2.100:80: no destination is usable',
    ]);
    edit((text) => text.replace(/.*C0000202:1F90.*\n/, '').replace('Masq    0', 'Masq    1'));
    expect((await poll()).events).toEqual([
      'notice: TCP 192.0.2.100:80 192.0.2.2:8080: taken out',
      'notice: TCP 192.0.2.100:80 192.0.2.1:8080: gets connections again',
      'notice: TCP 192.0.2.100:80: has a destination again',
    ]);
    edit((text) =>
      text.replace(
        /^FWM {2}00000007.*\n.*\n/m,
        'TCP  C0000264:0051 lc\n  -> C0000201:0051      Local   0      0          0\n',
      ),
    );
    expect((await poll()).events).toEqual([
      'notice: FWM 7 192.0.2.1:0: taken out',
      'notice: FWM 7: the service is gone',
      'info: TCP 192.0.2.100:81 192.0.2.1:81: added, with weight 0',
      'info: TCP 192.0.2.100:81: new service, lc',
    ]);
    edit((text) => text.replace(':0035 rr', ':0035 lc').replace('Route ', 'Masq  '));
    expect((await poll()).events).toEqual([
      'notice: UDP 192.0.2.100:53 192.0.2.1:53: forwarding Masq, was Route',
      'notice: UDP 192.0.2.100:53: scheduler lc, was rr',
    ]);
  });
});

describe('IPVS that can not be read', () => {
  it('is absent where the kernel has none', async () => {
    expect((await lab({}, privateDirectory()).poll()).outcome).toBe('absent');
  });

  it('fails where nothing is understood, and says which line is wrong', async () => {
    for (const [change, message] of [
      [(text: string) => text.replace('Weight', 'Wait'), 'a value in the column Weight'],
      [(text: string) => text.replace('Prot Local', 'Local'), 'the header of services'],
      [(text: string) => text.replace('Masq    3', 'Masq    x'), '/proc/net/ip_vs:8: expected a weight'],
      [(text: string) => text.replace('C0000264:0050', 'C0000264'), 'expected an address and port'],
      [(text: string) => text.replace('00000007', 'seven'), 'expected a firewall mark'],
      [(text: string) => text.replace(/^TCP.*\n/m, ''), 'expected a service before its destinations'],
    ] as const) {
      const { poll, edit, remove } = lab();
      remove('netns');
      edit(change);
      await expect(poll()).rejects.toThrow(message);
    }
  });

  it('is partly known when its figures or one namespace can not be read; nothing is taken for gone then', async () => {
    const { poll, edit, write, remove } = lab();
    const before = await poll();
    edit((text) => text.replace('Pkts/s', 'Packs/s'), 'proc/net/ip_vs_stats');
    const blind = await poll();
    expect([blind.outcome, of(blind, 'connections_total', ''), of(blind, 'service_destinations', '', 'FWM 7')]).toEqual(
      ['partial', undefined, 1],
    );
    edit((text) => text.replace('Packs/s', 'Pkts/s'), 'proc/net/ip_vs_stats');
    remove(`netns/blue/${TABLE}`);
    write(`netns/blue/${TABLE}.error`, 'denied EACCES');
    const partly = await poll();
    expect([partly.outcome, partly.events, partly.problems.map(({ subject }) => subject)]).toEqual([
      'partial',
      [],
      ['blue'],
    ]);
    const key = 'service/blue:TCP 198.51.100.1:80';
    expect(partly.states.get(key)).toBe(before.states.get(key));
    remove('netns/blue');
    expect((await poll()).events).toEqual([
      'notice: blue:TCP 198.51.100.1:80 198.51.100.2:80: taken out',
      'notice: blue:TCP 198.51.100.1:80: the service is gone',
    ]);
  });
});
