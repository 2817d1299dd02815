import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '../../test/support/certificates.ts';
import { figure } from '../../test/support/figure.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { hasProgram } from '../../test/support/programs.ts';
import { get, secureServer, serverNames } from '../../test/support/secure-server.ts';
import { webServer } from '../../test/support/web-server.ts';

beforeEach((context) => {
  if (!hasProgram('openssl')) context.skip('openssl is not installed');
});

describe('a changed configuration', () => {
  it('is in use with the next connection, and leaves open ones alone', async () => {
    const { url, ca, directory } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const agent = new Agent({ keepAlive: true, ca });
    onTestFinished(() => agent.destroy());
    expect(await get(url, { agent })).toMatchObject({ status: 200, serial: serialOf(ca) });
    const next = makeCertificate(directory, 'next', serverNames);
    renameSync(next.keyFile, path.join(directory, 'server.key'));
    renameSync(next.certFile, path.join(directory, 'server.crt'));
    expect(await get(url, { ca: next.cert })).toMatchObject({ status: 200, serial: serialOf(next.cert) });
    expect(await get(url, { agent })).toMatchObject({ status: 200, reused: true });
  });

  it('that is bad leaves the old one in use, until it is good', async () => {
    const { url, ca, directory, families } = await secureServer('  cert_file: server.crt\n  key_file: server.key\n');
    const valid = () => figure(families(), 'netsteward_web_config_valid');
    const other = makeCertificate(directory, 'other', serverNames);
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
    makeCertificate(directory, 'server', serverNames);
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

function serialOf(cert: string): string {
  return execFileSync('openssl', ['x509', '-noout', '-serial'], { input: cert, encoding: 'utf8' })
    .trim()
    .slice('serial='.length);
}
