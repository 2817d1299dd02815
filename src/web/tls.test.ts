import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/support/certificates.ts';
import { figure } from '../../test/support/figure.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { hasProgram } from '../../test/support/programs.ts';
import { get, handshake, secureServer, serverNames } from '../../test/support/secure-server.ts';
import { openSocket } from '../../test/support/tcp-client.ts';
import { webServer } from '../../test/support/web-server.ts';

beforeEach((context) => {
  if (!hasProgram('openssl')) context.skip('openssl is not installed');
});

describe('a server with a certificate', () => {
  it('speaks TLS 1.3, with files named beside the configuration', async () => {
    const { url, ca } = await secureServer('  cert_file: server.crt\n  key_file: ./server.key\n');
    expect(url).toMatch(/^https:\/\/127.0.0.1:\d+$/);
    expect(await get(url, { ca })).toMatchObject({ status: 200, body: 'healthy\n', protocol: 'TLSv1.3' });
  });

  it('can have certificate and key in the configuration itself', async () => {
    const directory = privateDirectory();
    const { cert, key } = makeCertificate(directory, 'server', serverNames);
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
    (await openSocket(url)).destroy();
    (await openSocket(url)).end('GET / HTTP/1.1\r\n\r\n');
    (await handshake(url, { ca })).destroy();
    await get(url, { ca });
    await expect.poll(() => figure(families(), 'netsteward_web_connections')).toBe(0);
  });

  it('closes a connection whose handshake does not come', async () => {
    const { url } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n', { request_timeout: 1 });
    await once((await openSocket(url)).resume(), 'close');
  });

  it('lets go of a connection that has asked for nothing when it closes', async () => {
    const { url, ca, close, families } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    await handshake(url, { ca });
    await get(url, { ca });
    expect(figure(families(), 'netsteward_web_connections')).toBeGreaterThan(0);
    await close(new AbortController().signal);
  });

  it('cuts a handshake that is under way when its time is up', async () => {
    const { url, close } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    await openSocket(url);
    await close(AbortSignal.timeout(50));
  });
});
