import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent, type RequestOptions, request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { execa } from 'execa';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '../../test/support/certificates.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { hasProgram } from '../../test/support/programs.ts';
import { webServer } from '../../test/support/web-server.ts';

beforeEach((context) => {
  if (!hasProgram('openssl')) context.skip('openssl is not installed');
});

const NAMES = 'DNS:localhost,IP:127.0.0.1';

describe('a server with a certificate', () => {
  it('speaks TLS 1.3, with files named beside the configuration', async () => {
    const { url, ca } = await secureServer('  cert_file: server.crt\n  key_file: ./server.key\n');
    expect(url).toMatch(/^https:\/\/127.0.0.1:\d+$/);
    expect(await get(url, { ca })).toMatchObject({ status: 200, body: 'healthy\n', protocol: 'TLSv1.3' });
  });

  it('can have certificate and key in the configuration itself', async () => {
    const directory = privateDirectory();
    const { cert, key } = makeCertificate(directory, 'server', NAMES);
    const inline = (pem: string) => `|\n${pem.replaceAll(/^/gm, '    ')}`;
    const file = path.join(directory, 'web.yml');
    writeFileSync(file, `tls_server_config:\n  cert: ${inline(cert)}\n  key: ${inline(key)}\n`);
    const { url } = await webServer({ settings: { config_file: file } });
    expect(await get(url, { ca: cert })).toMatchObject({ status: 200 });
  });

  it('keeps to the versions, cipher suites and curves that it was given', async () => {
    const { url, ca } = await secureServer(
      '  cert_file: server.crt\n  key_file: server.key\n  max_version: TLS12\n  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n  curve_preferences: [CurveP384]\n',
    );
    const session = await handshake(url, { ca });
    expect(session.getProtocol()).toBe('TLSv1.2');
    expect(session.getCipher().standardName).toBe('TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384');
    expect(session.getEphemeralKeyInfo()).toMatchObject({ name: 'secp384r1' });
    await expect(handshake(url, { ca, minVersion: 'TLSv1.3' })).rejects.toThrow(/alert|version/);
    await expect(
      handshake(url, { ca, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }),
    ).rejects.toThrow(/alert|handshake/);
    await expect(handshake(url, { ca, ecdhCurve: 'P-256' })).rejects.toThrow(/alert|handshake/);
  });

  it('refuses versions below the least, without speaking plain HTTP to anybody', async () => {
    const { url, ca } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n  min_version: TLS13\n');
    await expect(handshake(url, { ca, maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert|version/);
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow();
    expect(await get(url, { ca })).toMatchObject({ status: 200 });
  });

  it('answers curl and several requests of one connection', async (context) => {
    if (!hasProgram('curl')) context.skip('curl is not installed');
    const { url, directory } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const page = `${url}/-/healthy`;
    const told = await execa('curl', ['-s', '--cacert', path.join(directory, 'server.crt'), page, page]);
    expect(told.stdout).toBe('healthy\nhealthy');
  });

  it('lets go of every connection, however it ended', async () => {
    const { url, ca, families } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const { hostname, port } = new URL(url);
    const silent = connectTcp({ host: hostname, port: Number(port) });
    await once(silent, 'connect');
    silent.destroy();
    const rude = connectTcp({ host: hostname, port: Number(port) });
    rude.on('error', () => {});
    rude.end('GET / HTTP/1.1\r\n\r\n');
    (await handshake(url, { ca })).destroy();
    await get(url, { ca });
    const open = () => families().find(({ definition }) => definition.name === 'netsteward_web_connections');
    await expect.poll(() => open()?.points[0]?.value).toBe(0);
  });

  it('closes a connection whose handshake does not come', async () => {
    const { url } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n', { request_timeout: 1 });
    const { hostname, port } = new URL(url);
    const socket = connectTcp({ host: hostname, port: Number(port) });
    socket.on('error', () => {}).resume();
    await once(socket, 'close');
  });

  it('cuts a handshake that is under way when its time is up', async () => {
    const { url, close } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const { hostname, port } = new URL(url);
    const socket = connectTcp({ host: hostname, port: Number(port) });
    socket.on('error', () => {}).resume();
    await once(socket, 'connect');
    await close(AbortSignal.timeout(50));
  });
});

describe('client certificates', () => {
  const config = (type: string, more = '') =>
    `  cert_file: server.crt\n  key_file: server.key\n  client_ca_file: ca.crt\n  client_auth_type: ${type}\n${more}`;
  const ask = async (lines: string) => {
    const { url, ca, directory } = await secureServer(lines);
    const authority = makeCertificate(directory, 'ca');
    const good = makeCertificate(
      directory,
      'good',
      'DNS:scraper.example,IP:10.0.0.1,URI:spiffe://a/b,email:a@b.example',
      authority,
    );
    const stranger = makeCertificate(directory, 'stranger', 'DNS:scraper.example');
    const statusOf = async ({ cert, key }: { cert?: string; key?: string }) => {
      const options = cert === undefined || key === undefined ? { ca } : { ca, cert, key };
      return (await get(url, options).catch(() => undefined))?.status ?? 'refused';
    };
    return { nobody: await statusOf({}), stranger: await statusOf(stranger), good: await statusOf(good) };
  };

  it.each([
    ['RequestClientCert', { nobody: 200, stranger: 200, good: 200 }],
    ['RequireAnyClientCert', { nobody: 'refused', stranger: 200, good: 200 }],
    ['RequireClientCert', { nobody: 'refused', stranger: 200, good: 200 }],
    ['VerifyClientCertIfGiven', { nobody: 200, stranger: 'refused', good: 200 }],
    ['RequireAndVerifyClientCert', { nobody: 'refused', stranger: 'refused', good: 200 }],
  ])('of type %s let in whom they should', async (type, expected) => {
    expect(await ask(config(type))).toEqual(expected);
  });

  it.each([
    ['scraper.example', 200],
    ['10.0.0.1', 200],
    ['spiffe://a/b', 200],
    ['a@b.example', 200],
    ['other.example', 'refused'],
    ['scraper', 'refused'],
    ['*.example', 'refused'],
    ['good', 'refused'],
  ])('of the name %s give %s', async (name, good) => {
    const asked = await ask(config('RequireAndVerifyClientCert', `  client_allowed_sans: ["${name}"]\n`));
    expect(asked).toEqual({ nobody: 'refused', stranger: 'refused', good });
  });

  it('are looked at again when a session is resumed', async () => {
    const { url, directory } = await secureServer(config('RequireAndVerifyClientCert'));
    const authority = makeCertificate(directory, 'ca');
    const good = makeCertificate(directory, 'good', undefined, authority);
    const session = path.join(directory, 'session');
    const talk = async (...args: string[]) => {
      const flags = ['s_client', '-connect', new URL(url).host, '-tls1_2', '-ign_eof', ...args];
      const input = 'GET /-/healthy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
      return (await execa('openssl', flags, { input, reject: false })).stdout;
    };
    expect(await talk('-cert', good.certFile, '-key', good.keyFile, '-sess_out', session)).toContain('200 OK');
    const again = await talk('-sess_in', session, '-cert', good.certFile, '-key', good.keyFile);
    expect(again).toMatch(/^Reused, TLSv1.2/m);
    expect(again).toContain('200 OK');
    expect(await talk()).not.toContain('200 OK');
  });
});

describe('a changed configuration', () => {
  it('is in use with the next connection, and leaves open ones alone', async () => {
    const { url, ca, directory } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const agent = new Agent({ keepAlive: true, ca });
    onTestFinished(() => agent.destroy());
    expect(await get(url, { agent })).toMatchObject({ status: 200, serial: serialOf(ca) });
    const next = makeCertificate(directory, 'next', NAMES);
    renameSync(next.keyFile, path.join(directory, 'server.key'));
    renameSync(next.certFile, path.join(directory, 'server.crt'));
    expect(await get(url, { ca: next.cert })).toMatchObject({ status: 200, serial: serialOf(next.cert) });
    expect(await get(url, { agent })).toMatchObject({ status: 200, reused: true });
  });

  it('that is bad leaves the old one in use, until it is good', async () => {
    const { url, ca, directory, families } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const valid = () =>
      families().find(({ definition }) => definition.name === 'netsteward_web_config_valid')?.points[0]?.value;
    const other = makeCertificate(directory, 'other', NAMES);
    copyFileSync(other.certFile, path.join(directory, 'server.crt'));
    expect(await get(url, { ca })).toMatchObject({ status: 200 });
    expect(valid()).toBe(0);
    copyFileSync(other.keyFile, path.join(directory, 'server.key'));
    expect(await get(url, { ca: other.cert })).toMatchObject({ status: 200 });
    expect(valid()).toBe(1);
  });

  it('never turns TLS off', async () => {
    const { url, ca, directory } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    writeFileSync(path.join(directory, 'web.yml'), '');
    expect(await get(url, { ca })).toMatchObject({ status: 200 });
    await expect(fetch(url.replace('https', 'http'))).rejects.toThrow();
  });
});

describe('a configuration that is bad from the beginning', () => {
  it.each([
    [
      '  cert_file: none.crt\n  key_file: server.key\n',
      /web.yml: tls_server_config.cert_file can't be read: ENOENT.*none.crt/,
    ],
    [
      '  cert_file: server.crt\n  key_file: ca.key\n',
      /web.yml: tls_server_config: the certificate and its key can't be used: /,
    ],
    ['  cert_file: web.yml\n  key_file: server.key\n', /the certificate and its key can't be used: /],
    [
      '  cert_file: server.crt\n  key_file: server.key\n  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: server.key\n',
      /the client CA holds no certificate/,
    ],
  ])('keeps the server from starting: %j', async (lines, message) => {
    const directory = privateDirectory();
    makeCertificate(directory, 'server', NAMES);
    makeCertificate(directory, 'ca');
    const file = path.join(directory, 'web.yml');
    writeFileSync(file, `tls_server_config:\n${lines}`);
    await expect(webServer({ settings: { config_file: file } })).rejects.toThrow(message);
  });

  it('is named when it is not there', async () => {
    await expect(webServer({ settings: { config_file: '/nonexistent/web.yml' } })).rejects.toThrow(
      /the web configuration can't be read: ENOENT.*\/nonexistent\/web.yml/,
    );
  });
});

/** Starts a server with a certificate of its own and an authority for clients, and `lines` in `tls_server_config`. */
async function secureServer(lines: string, settings: Readonly<Record<string, unknown>> = {}) {
  const directory = privateDirectory();
  const { cert } = makeCertificate(directory, 'server', NAMES);
  makeCertificate(directory, 'ca');
  const file = path.join(directory, 'web.yml');
  writeFileSync(file, `tls_server_config:\n${lines}`);
  const server = await webServer({ settings: { config_file: file, ...settings } });
  return { ...server, ca: cert, directory };
}

async function get(url: string, options: RequestOptions) {
  const asked = request(`${url}/-/healthy`, { agent: false, ...options }).end();
  const [response] = await once(asked, 'response');
  const socket: TLSSocket = response.socket;
  const serial = socket.getPeerX509Certificate()?.serialNumber;
  const protocol = socket.getProtocol();
  return { status: response.statusCode, body: await text(response), serial, protocol, reused: asked.reusedSocket };
}

async function handshake(url: string, options: ConnectionOptions): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...options });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  return socket;
}

function serialOf(cert: string): string {
  return execFileSync('openssl', ['x509', '-noout', '-serial'], { input: cert, encoding: 'utf8' })
    .trim()
    .slice('serial='.length);
}
