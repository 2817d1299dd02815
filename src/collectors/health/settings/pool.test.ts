import { describe, expect, it } from 'vitest';
import type { CheckTarget } from '../../../host/checks.ts';
import { poolsIn } from '../files/pool-text.ts';
import { planPool } from '../plan/planned.ts';

/** The targets of a pool whose monitor and members are given as YAML in one line each. */
async function targets(monitor: string, ...members: readonly string[]): Promise<readonly CheckTarget[]> {
  const list = members.length === 0 ? ['{ address: 10.0.0.1, port: 80 }'] : members;
  const text = `pools:\n  - name: web\n    monitor: { ${monitor} }\n    members:\n${list.map((one) => `      - ${one}\n`).join('')}`;
  const [pool] = await poolsIn('web.yaml', text);
  return pool === undefined ? [] : planPool(pool, 'web.yaml').members.map(({ target }) => target);
}

async function target(monitor: string, member?: string): Promise<Partial<CheckTarget>> {
  return (await targets(monitor, ...(member === undefined ? [] : [member])))[0] ?? {};
}

async function refusal(monitor: string, ...members: readonly string[]): Promise<string> {
  return await targets(monitor, ...members).then(
    () => 'accepted',
    (error: Error) => error.message,
  );
}

describe('the knobs of a monitor', () => {
  it('have defaults that fit each other', async () => {
    expect(await target('kind: tcp')).toMatchObject({ delay: 5_000, timeout: 3_000, rise: 3, fall: 3 });
    expect(await target('kind: tcp, delay: 1s')).toMatchObject({ delay: 1_000, timeout: 1_000 });
    expect(await target('kind: tcp, delay: 1m')).toMatchObject({ delay: 60_000, timeout: 3_000 });
  });

  it('take rise and fall from max_retries where they are not given', async () => {
    expect(await target('kind: tcp, max_retries: 5')).toMatchObject({ rise: 5, fall: 5 });
    expect(await target('kind: tcp, max_retries: 5, fall: 2')).toMatchObject({ rise: 5, fall: 2 });
    expect(await target('kind: tcp, rise: 1, fall: 10')).toMatchObject({ rise: 1, fall: 10 });
  });

  it('say from where checks go out', async () => {
    const place = { source: '10.0.0.9', interface: 'red', netns: 'blue' };
    expect((await target('kind: tcp, source: 10.0.0.9, vrf: red, netns: blue')).place).toEqual(place);
    expect((await target('kind: tcp, interface: eth0')).place).toMatchObject({ interface: 'eth0' });
  });

  it.each([
    ['kind: tcp, delay: 1s, timeout: 1100ms', 'web.yaml:3:47: pools.0.monitor.timeout: expected at most delay'],
    ['kind: tcp, delay: 10ms', 'pools.0.monitor.delay: expected a duration between 100ms and 1d'],
    ['kind: tcp, delay: soon', 'pools.0.monitor.delay: expected a duration such as 5s'],
    ['kind: tcp, rise: 0', 'pools.0.monitor.rise: expected at least 1, found 0'],
    ['kind: tcp, max_retries: 1.5', 'pools.0.monitor.max_retries: expected a whole number, found 1.5'],
    ['kind: tcp, interface: eth0, vrf: red', 'pools.0.monitor.vrf: expected either interface or vrf'],
    ['kind: tcp, source: here', 'pools.0.monitor.source: expected an IPv4 or an IPv6 address'],
    [
      'kind: tcp, interface: a-name-that-is-too-long',
      'pools.0.monitor.interface: expected the name of a network device',
    ],
    [
      'kind: tcpp',
      'web.yaml:3:22: pools.0.monitor.kind: expected one of tcp, tls, http, https, dns, icmp, udp, grpc, found "tcpp"',
    ],
    ['delay: 1s', 'pools.0.monitor.kind: missing, expected one of tcp, tls, http, https, dns, icmp, udp, grpc'],
    ['kind: tcp, path: /', 'pools.0.monitor.path: unknown setting, expected one of kind, delay, timeout'],
    ['kind: http, pathh: /', 'pools.0.monitor.pathh: unknown setting, did you mean path?'],
  ])('%s is refused: %s', async (monitor, message) => {
    expect(await refusal(monitor)).toContain(message);
  });
});

describe('a monitor', () => {
  const check = async (monitor: string) => (await target(monitor)).check;
  const tls = { serverName: undefined, verify: true, authority: undefined, client: undefined, minimumDays: undefined };

  it('over TCP and TLS', async () => {
    expect(await check('kind: tcp')).toEqual({ kind: 'tcp', halfOpen: false });
    expect(await check('kind: tcp, half_open: true')).toEqual({ kind: 'tcp', halfOpen: true });
    expect(await check('kind: tls')).toEqual({ kind: 'tls', ...tls });
    expect(
      await check(
        'kind: tls, tls: { server_name: a.example, verify: false, ca_file: /ca, cert_file: /c, key_file: /k, minimum_days: 7 }',
      ),
    ).toEqual({
      kind: 'tls',
      serverName: 'a.example',
      verify: false,
      authority: '/ca',
      client: { certificate: '/c', key: '/k' },
      minimumDays: 7,
    });
  });

  it('over HTTP and HTTPS', async () => {
    const plain = {
      kind: 'http',
      method: 'GET',
      path: '/',
      host: undefined,
      headers: {},
      statuses: [[200, 200]],
      body: undefined,
      redirects: 0,
    };
    expect(await check('kind: http')).toEqual({ ...plain, tls: undefined });
    expect(await check('kind: https, tls: { verify: false }')).toEqual({ ...plain, tls: { ...tls, verify: false } });
    expect(
      await check(
        'kind: http, method: HEAD, path: "/health?deep=1", host: "a.example:8080", headers: { X-Probe: "1" }, expected_codes: "200-204, 302", body_contains: up, redirects: 2',
      ),
    ).toMatchObject({
      method: 'HEAD',
      path: '/health?deep=1',
      host: 'a.example:8080',
      headers: { 'X-Probe': '1' },
      statuses: [
        [200, 204],
        [302, 302],
      ],
      body: { contains: 'up' },
      redirects: 2,
    });
    expect(await check('kind: http, body_matches: "^OK$", expected_codes: 204')).toMatchObject({
      statuses: [[204, 204]],
      body: { matches: '^OK$' },
    });
  });

  it('over DNS, ICMP, UDP and gRPC', async () => {
    expect(await check('kind: dns, name: a.example')).toEqual({
      ...{ kind: 'dns', transport: 'udp', name: 'a.example', type: 'A' },
      ...{ recursion: true, rcodes: ['NOERROR'], answers: [] },
    });
    expect(await check('kind: icmp, size: 8')).toEqual({ kind: 'icmp', payload: 8 });
    expect(await check('kind: udp')).toEqual({ kind: 'udp', payload: '', expect: undefined });
    expect(await check('kind: udp, payload: ping, expect_hex: 0AFF')).toEqual({
      kind: 'udp',
      payload: '70696e67',
      expect: '0aff',
    });
    expect(await check('kind: grpc')).toEqual({ kind: 'grpc', service: '', tls: undefined });
    expect(await check('kind: grpc, service: a.B, tls: {}')).toEqual({ kind: 'grpc', service: 'a.B', tls });
  });

  it.each([
    ['kind: http, path: health', 'path: expected a path that begins with /'],
    [
      'kind: http, expected_codes: 200-',
      'expected_codes: expected status codes such as 200, 200-204 or 200,302, found "200-"',
    ],
    ['kind: http, expected_codes: 204-200', 'expected_codes: expected status codes'],
    ['kind: http, expected_codes: 600', 'expected_codes: expected status codes'],
    ['kind: http, body_matches: "("', 'body_matches: expected a regular expression'],
    ['kind: http, body_contains: a, body_matches: b', 'body_matches: expected either body_contains or body_matches'],
    ['kind: http, headers: { "a b": c }', 'headers.a b: expected the name of a header, found "a b"'],
    ['kind: http, headers: { a: "b\\r\\nc: d" }', 'headers.a: expected one line'],
    ['kind: https, tls: { cert_file: /c }', 'tls.key_file: missing, expected the key of cert_file'],
    ['kind: dns', 'name: missing, expected text'],
    ['kind: dns, name: a, type: AXFR', 'type: expected one of A, AAAA'],
    ['kind: dns, name: a, rcodes: [OK]', 'rcodes.0: expected one of NOERROR'],
    ['kind: udp, payload_hex: abc', 'payload_hex: expected pairs of hexadecimal digits'],
    ['kind: udp, payload: a, payload_hex: "00"', 'payload_hex: expected either payload or payload_hex'],
    ['kind: udp, expect: a, expect_hex: "00"', 'expect_hex: expected either expect or expect_hex'],
  ])('%s is refused: %s', async (monitor, message) => {
    expect(await refusal(monitor)).toContain(message);
  });
});

describe('a member', () => {
  it('is named after its address and port, and checked there', async () => {
    const own = async (member: string) => await target('kind: tcp', member);
    expect(await own('{ address: 10.0.0.1, port: 80 }')).toMatchObject({
      key: 'web/10.0.0.1:80',
      group: 'web',
      address: '10.0.0.1',
      port: 80,
    });
    expect(await own('{ address: "2001:db8::1", port: 80 }')).toMatchObject({ key: 'web/[2001:db8::1]:80' });
    expect(await own('{ address: a.example., port: 80, name: one }')).toMatchObject({
      key: 'web/one',
      address: 'a.example.',
    });
    expect(await own('{ address: 10.0.0.1, port: 80, monitor_address: 10.0.1.1, monitor_port: 81 }')).toMatchObject({
      ...{ key: 'web/10.0.0.1:80', address: '10.0.1.1', port: 81 },
    });
    expect(await target('kind: icmp', '{ address: 10.0.0.1 }')).toMatchObject({ key: 'web/10.0.0.1', port: 0 });
  });

  it.each([
    ['kind: tcp', '{ port: 80 }', 'members.0.address: missing, expected text'],
    [
      'kind: tcp',
      '{ address: 10.0.0.256, port: 80 }',
      'members.0.address: expected an IPv4 address, an IPv6 address or a host name',
    ],
    ['kind: tcp', '{ address: "a b", port: 80 }', 'members.0.address: expected an IPv4 address'],
    ['kind: tcp', '{ address: 10.0.0.1 }', 'members.0.port: missing, expected the port for checks of the kind tcp'],
    ['kind: tcp', '{ address: 10.0.0.1, port: 65536 }', 'members.0.port: expected at most 65535, found 65536'],
    ['kind: tcp', '{ address: 10.0.0.1, port: 80, weight: -1 }', 'members.0.weight: expected at least 0'],
    [
      'kind: tcp',
      '{ address: 10.0.0.1, port: 80, admin_state: down }',
      'members.0.admin_state: expected one of enabled, drain, disabled',
    ],
    [
      'kind: tcp',
      '{ address: 10.0.0.1, port: 80, name: a/b }',
      'members.0.name: expected a name without spaces and slashes',
    ],
    [
      'kind: tcp, source: "::1"',
      '{ address: 10.0.0.1, port: 80 }',
      'members.0.address: expected an IPv6 address, as monitor.source is one',
    ],
  ])('%s %s is refused: %s', async (monitor, member, message) => {
    expect(await refusal(monitor, member)).toContain(message);
  });

  it('needs a name of its own', async () => {
    const twice = await refusal('kind: tcp', '{ address: 10.0.0.1, port: 80 }', '{ address: 10.0.0.1, port: 80 }');
    expect(twice).toContain(
      'web.yaml:6:20: pools.0.members.1.address: expected a name of its own: 10.0.0.1:80 is also members.0',
    );
  });
});

describe('a file of pools', () => {
  const error = async (text: string): Promise<string> =>
    await poolsIn('web.json', text).then(
      () => 'accepted',
      (reason: Error) => reason.message,
    );

  it('may be JSON, and mistakes in it have their line too', async () => {
    expect(await poolsIn('web.json', '{"pools": [{"name": "web", "monitor": {"kind": "tcp"}}]}')).toMatchObject([
      { name: 'web', members: [] },
    ]);
    expect(await error('{"pools": [\n {"name": "web", "monitor": {"kind": "udp",\n  "dleay": 3}}\n]}')).toBe(
      'web.json:3:3: pools.0.monitor.dleay: unknown setting, did you mean delay?',
    );
    expect(await error('{"pools": [\n {"name": "web",')).toMatch(/^web\.json:2:\d+: /);
  });

  it('refuses two pools of one name, and an empty file', async () => {
    expect(await error('pools:\n  - &a { name: web, monitor: { kind: tcp } }\n  - *a\n')).toContain(
      'pools.1.name: expected a name of its own: web is also the name of pools.0',
    );
    expect(await error('')).toContain('web.json: pools: missing, expected a list');
  });

  it('takes virtual addresses in every usual form, and refuses what is none', async () => {
    const list = async (addresses: string) =>
      (await poolsIn('a', `pools: [{ name: web, monitor: { kind: tcp }, virtual_addresses: [${addresses}] }]`))[0]
        ?.virtual_addresses;
    expect(await list('192.0.2.1, "192.0.2.1:443", "2001:db8::1", "[2001:db8::1]:443", "[2001:db8::1]"')).toEqual([
      ...['192.0.2.1', '192.0.2.1:443', '2001:db8::1', '[2001:db8::1]:443', '2001:db8::1'],
    ]);
    for (const bad of ['web', '192.0.2.1:0', '192.0.2.1:70000', '"[192.0.2.1]:80"', '192.0.2.300']) {
      await expect(list(bad)).rejects.toThrow('virtual_addresses.0: expected an address such as 192.0.2.1');
    }
  });
});
