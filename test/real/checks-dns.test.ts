import { beforeEach, describe, expect, it } from 'vitest';
import type { SpecOf } from '../../src/host/checks/kind.ts';
import { needNameServers, nsd, unbound } from '../support/name-server.ts';
import { oneCheck } from '../support/one-check.ts';

type DnsSpec = SpecOf<'dns'>;

const plain: DnsSpec = {
  kind: 'dns',
  transport: 'udp',
  name: 'www.example.org',
  type: 'A',
  recursion: false,
  rcodes: ['NOERROR'],
  answers: [],
};

/** One record of each type; the name is the type. */
const records: readonly (readonly [type: string, data: string])[] = [
  ['A', '192.0.2.1'],
  ['AAAA', '2001:DB8:0::1'],
  ['CAA', '0 issue "ca.example.net"'],
  ['CNAME', 'WWW.example.org.'],
  ['DNAME', 'below.example.org.'],
  ['DS', '12345 8 2 49FD46E6C4B45C55D4AC69CBD3CD34AC1AFE51DE 49FD46E6C4B45C55D4AC69CB'],
  ['HINFO', '"a \\"real\\" machine" "OS"'],
  ['MX', '10 Mail.example.org.'],
  ['NAPTR', '100 50 "s" "SIP+D2U" "" _sip._udp.example.org.'],
  ['PTR', 'host.example.org.'],
  ['SRV', '0 5 5060 sip.example.org.'],
  ['SSHFP', '4 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF123456789'],
  ['TLSA', '3 1 1 0B9FA5A59EED715C26C1020C711B4F6EC42D58B0015E14337A39DAD301C5AFC3'],
  ['TXT', '"v=spf1 " "ip4:192.0.2.0/24 -all"'],
];
const zone = [
  'www A 192.0.2.80',
  'www A 192.0.2.81',
  'www AAAA 2001:db8::80',
  'alias CNAME www',
  'empty TXT "nothing else"',
  ...records.map(([type, data]) => `${type} ${type} ${data}`),
  ...Array.from({ length: 40 }, (_, index) => `long TXT "${index} ${'x'.repeat(100)}"`),
].join('\n');

describe('a DNS check of a real server', () => {
  beforeEach(needNameServers);

  it('looks at the code and the answers, over UDP and TCP', async () => {
    const { port } = await nsd(zone);
    const check = oneCheck();
    for (const transport of ['udp', 'tcp'] as const) {
      const spec = { ...plain, transport };
      expect(await check(spec, { port })).toMatchObject({ reason: 'ok' });
      expect(await check({ ...spec, answers: ['192.0.2.1', '192.0.2.81'] }, { port })).toMatchObject({ reason: 'ok' });
      expect(await check({ ...spec, name: 'ALIAS.Example.org.', answers: ['192.0.2.80'] }, { port })).toMatchObject({
        reason: 'ok',
      });
      const other = await check({ ...spec, answers: ['192.0.2.1'] }, { port });
      expect(other).toMatchObject({
        reason: 'wrong-answer',
        detail: expect.stringMatching(/^192.0.2.8\d, 192.0.2.8\d$/),
      });
      expect(await check({ ...spec, name: 'empty.example.org', answers: ['::1'] }, { port })).toMatchObject({
        reason: 'wrong-answer',
        detail: 'NOERROR, no A record',
      });
      const missing = { ...spec, name: 'no.example.org' };
      expect(await check(missing, { port })).toMatchObject({ reason: 'wrong-answer', detail: 'NXDOMAIN' });
      expect(await check({ ...missing, rcodes: ['noerror', 'nxdomain'] }, { port })).toMatchObject({ reason: 'ok' });
      expect(await check({ ...spec, name: 'example.com' }, { port })).toMatchObject({ detail: 'REFUSED' });
    }
  });

  it.each(records)('knows %s records as zone files have them', async (type, data) => {
    const { port } = await nsd(zone);
    const check = oneCheck();
    const spec = { ...plain, name: `${type}.example.org`, type: type.toLowerCase() };
    expect(await check({ ...spec, answers: [data] }, { port })).toMatchObject({ reason: 'ok' });
    expect(await check({ ...spec, answers: ['other'] }, { port })).toMatchObject({ reason: 'wrong-answer' });
  });

  it.each([
    ['SOA', 'ns.example.org. Admin.example.org. 1 2 2 60 60'],
    ['NS', 'ns.example.org.'],
  ])('knows the %s of a zone', async (type, data) => {
    const { port } = await nsd(zone);
    const outcome = await oneCheck()({ ...plain, name: 'example.org', type, answers: [data] }, { port });
    expect(outcome).toMatchObject({ reason: 'ok' });
  });

  it('asks over TCP for what does not fit into a datagram', async () => {
    const { port } = await nsd(zone);
    const spec = { ...plain, name: 'long.example.org', type: 'TXT', answers: [`39 ${'x'.repeat(100)}`] };
    const outcome = await oneCheck()(spec, { port });
    expect(outcome).toMatchObject({ reason: 'ok' });
  });

  it('measures how long it took', async () => {
    const { port } = await nsd(zone);
    const { duration } = await oneCheck()(plain, { port });
    expect(duration).toBeGreaterThan(0);
    expect(duration).toBeLessThan(5000);
  });

  it('finds a resolver that works, one that gets no answer from an authority, and one that is gone', async () => {
    const authority = await nsd(zone);
    const resolver = await unbound(authority.port);
    const spec = { ...plain, recursion: true, answers: ['192.0.2.80'] };
    const check = oneCheck();
    expect(await check(spec, resolver)).toMatchObject({ reason: 'ok' });
    expect(await check({ ...spec, name: 'www.example.net' }, resolver)).toMatchObject({ detail: 'SERVFAIL' });
    await resolver.kill();
    expect(await check(spec, resolver)).toMatchObject({ reason: 'refused' });
    expect(await check({ ...spec, transport: 'tcp' }, resolver)).toMatchObject({ reason: 'refused' });
  });
});
