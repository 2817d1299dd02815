import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SpecOf } from '../../src/host/checks/kind.ts';
import type { TlsSpec } from '../../src/host/checks.ts';
import { eventually } from '../support/eventually.ts';
import { portOf } from '../support/nasty-server.ts';
import { oneCheck } from '../support/one-check.ts';
import { programPath } from '../support/programs.ts';
import { certificates } from '../support/tls-server.ts';

const http: SpecOf<'http'> = {
  kind: 'http',
  tls: undefined,
  method: 'GET',
  path: '/',
  host: undefined,
  headers: {},
  statuses: [[200, 299]],
  body: undefined,
  redirects: 0,
};
const tls: TlsSpec = {
  serverName: 'web.example.org',
  verify: false,
  authority: undefined,
  client: undefined,
  minimumDays: undefined,
};

/** A real HAProxy that answers by itself, in clear and over TLS, and that a client with a certificate may ask, too. */
async function haproxy() {
  const made = certificates();
  const pem = path.join(made.directory, 'server.pem');
  writeFileSync(pem, made.server.cert + made.server.key);
  const [plain, secure, mutual] = [await freePort(), await freePort(), await freePort()];
  const file = path.join(made.directory, 'haproxy.cfg');
  writeFileSync(
    file,
    `defaults
  mode http
  timeout client 5s
  timeout connect 5s
  timeout server 5s
frontend f
  bind 127.0.0.1:${plain}
  bind 127.0.0.1:${secure} ssl crt ${pem} alpn h2,http/1.1
  bind 127.0.0.1:${mutual} ssl crt ${pem} ca-file ${made.authority.certFile} verify required
  http-request redirect location /here if { path /there }
  http-request return status 503 if { path /down }
  http-request return status 200 content-type text/plain lf-string "all well, %[req.ver], %[ssl_fc_sni]"
`,
  );
  const child: ChildProcess = spawn(programPath('haproxy') ?? 'haproxy', ['-f', file], {
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    const gone = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await gone;
  });
  const check = oneCheck();
  await eventually(async () => (await check(http, { port: plain })).reason).toBe('ok');
  return { ...made, plain, secure, mutual, check };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  server.close();
  return port;
}

describe('checks of a real HAProxy', () => {
  beforeEach((context) => {
    if (programPath('haproxy') === undefined) context.skip('haproxy is not installed');
  });

  it('see its status, its body and where it sends them', async () => {
    const { plain: port, check } = await haproxy();
    const body = { matches: '^all well, 1\\.1, -?$' };
    expect(await check({ ...http, body }, { port })).toMatchObject({ reason: 'ok', detail: '200 OK' });
    expect(await check({ ...http, path: '/down' }, { port })).toMatchObject({ detail: '503 Service Unavailable' });
    expect(await check({ ...http, path: '/there' }, { port })).toMatchObject({ detail: '302 Found, to /here' });
    expect(await check({ ...http, path: '/there', redirects: 1 }, { port })).toMatchObject({ reason: 'ok' });
  });

  it('see its certificate, and go on over TLS', async () => {
    const { secure: port, check, authority } = await haproxy();
    const verified = { ...tls, verify: true, authority: authority.certFile };
    const certificateExpires = expect.any(Number);
    const body = { contains: 'all well, 1.1, web.example.org' };
    const good = { reason: 'ok', certificateExpires };
    expect(await check({ ...http, tls: verified, body }, { port })).toMatchObject(good);
    expect(await check({ kind: 'tls', ...verified }, { port })).toEqual(good);
    const other = { ...verified, serverName: 'other.example.org' };
    const bad = { reason: 'bad-certificate', certificateExpires };
    expect(await check({ ...http, tls: other }, { port })).toMatchObject(bad);
    const soon = { ...http, tls: { ...tls, minimumDays: 3 } };
    expect(await check(soon, { port })).toMatchObject({ reason: 'certificate-expiring' });
    expect(await check({ ...http, tls: verified, path: '/down' }, { port })).toMatchObject({ reason: 'wrong-status' });
    // HTTP/2 is spoken, but nobody is behind it who speaks gRPC.
    expect(await check({ kind: 'grpc', service: '', tls }, { port })).toMatchObject({ reason: 'bad-answer' });
  });

  it('are refused without a certificate where it wants one', async () => {
    const { mutual: port, check, client } = await haproxy();
    const shown = { ...tls, client: { certificate: client.certFile, key: client.keyFile } };
    expect(await check({ ...http, tls: shown }, { port })).toMatchObject({ reason: 'ok' });
    expect(await check({ ...http, tls }, { port })).toMatchObject({
      reason: 'tls-failed',
      detail: 'tlsv13 alert certificate required',
    });
  });
});
