import path from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/support/certificates.ts';
import { hasProgram } from '../../test/support/programs.ts';
import { get, secureServer } from '../../test/support/secure-server.ts';

beforeEach((context) => {
  if (!hasProgram('openssl')) context.skip('openssl is not installed');
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
