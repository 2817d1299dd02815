import { X509Certificate } from 'node:crypto';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import { nastyServer } from '../../../../test/support/nasty-server.ts';
import { oneCheck } from '../../../../test/support/one-check.ts';
import { certificates, tlsServer } from '../../../../test/support/tls-server.ts';
import type { SpecOf } from '../kind.ts';

type TlsSpec = SpecOf<'tls'>;

const name = 'web.example.org';
const unverified: TlsSpec = {
  kind: 'tls',
  serverName: undefined,
  verify: false,
  authority: undefined,
  client: undefined,
  minimumDays: undefined,
};

const endOf = (certificate: string) => new X509Certificate(certificate).validToDate.getTime();

describe('a TLS check', () => {
  it('passes where the certificate is good for the name, or for the address', async () => {
    const { server, authority } = certificates();
    const { port, open } = await tlsServer(server);
    const check = oneCheck();
    const spec: TlsSpec = { ...unverified, verify: true, authority: authority.certFile };
    const good = { reason: 'ok', certificateExpires: endOf(server.cert) };
    expect(await check(spec, { port })).toEqual(good);
    expect(await check(spec, { port, name: `${name}.` })).toEqual(good);
    expect(await check({ ...spec, serverName: name }, { port, name: 'other.example.org' })).toEqual(good);
    await eventually(open).toBe(0);
  });

  it('asks for the name, unless it is an address', async () => {
    const { server } = certificates();
    const asked: unknown[] = [];
    const { port } = await tlsServer(server, ({ servername }) => void asked.push(servername));
    const check = oneCheck();
    await check(unverified, { port, name: `${name}.` });
    await check({ ...unverified, serverName: 'own.example.org' }, { port, name });
    await check(unverified, { port });
    await check({ ...unverified, serverName: '192.0.2.1' }, { port });
    await eventually(() => asked).toEqual([name, 'own.example.org', false, false]);
  });

  it.each([
    ['for another name', 'server', true, 'the certificate is not for other.example.org'],
    ['that has run out', 'expired', true, 'cert has expired'],
    ['that it signed itself', 'own', true, 'depth zero self signed cert'],
    ['of an authority that the system does not know', 'server', false, 'unable to verify leaf signature'],
  ] as const)('does not take a certificate %s, unless it is not to be verified', async (_, which, known, detail) => {
    const made = certificates();
    const { port } = await tlsServer(made[which]);
    const spec = { ...unverified, verify: true, authority: known ? made.authority.certFile : undefined };
    const at = { port, name: detail.includes('other') ? 'other.example.org' : name };
    const check = oneCheck();
    const certificateExpires = endOf(made[which].cert);
    expect(await check(spec, at)).toEqual({ reason: 'bad-certificate', detail, certificateExpires });
    expect(await check(unverified, at)).toEqual({ reason: 'ok', certificateExpires });
  });

  it('fails when the certificate runs out too soon, verified or not', async () => {
    const { server, expired } = certificates();
    const check = oneCheck();
    const { port } = await tlsServer(server);
    const certificateExpires = endOf(server.cert);
    expect(await check({ ...unverified, minimumDays: 1 }, { port })).toMatchObject({ reason: 'ok' });
    expect(await check({ ...unverified, minimumDays: 3 }, { port })).toEqual({
      reason: 'certificate-expiring',
      detail: `runs out on ${new Date(certificateExpires).toISOString().slice(0, 10)}, in 1 days`,
      certificateExpires,
    });
    const past = await tlsServer(expired);
    const outcome = await check({ ...unverified, minimumDays: 0 }, past);
    expect(outcome).toMatchObject({ reason: 'certificate-expiring', detail: expect.stringMatching(/^ran out on 20/) });
  });

  it('shows a certificate of its own where it is asked for', async () => {
    const { server, client, authority } = certificates();
    const shown: unknown[] = [];
    const options = { requestCert: true, ca: authority.cert, maxVersion: 'TLSv1.2' } as const;
    const { port } = await tlsServer(server, (socket) => void shown.push(socket.authorized), options);
    const spec = { ...unverified, client: { certificate: client.certFile, key: client.keyFile } };
    const check = oneCheck();
    expect(await check(spec, { port })).toMatchObject({ reason: 'ok' });
    expect(shown).toEqual([true]);
    expect(await check(unverified, { port })).toMatchObject({ reason: 'tls-failed' });
  });

  it('says nothing about the member when a file of its own is missing or bad, and takes the file that comes', async () => {
    const { server, client, authority, directory } = certificates();
    const { port } = await tlsServer(server);
    const check = oneCheck();
    const file = path.join(directory, 'rotated.crt');
    const spec = { ...unverified, verify: true, authority: file };
    const missing = await check(spec, { port });
    expect(missing).toMatchObject({ reason: 'no-file', detail: expect.stringContaining(file) });
    copyFileSync(authority.certFile, file);
    // It is not looked for at every check.
    await eventually(async () => (await check(spec, { port })).reason).toBe('ok');
    rmSync(file);
    await eventually(async () => (await check(spec, { port })).reason).toBe('no-file');
    writeFileSync(file, 'nonsense');
    await eventually(() => check(spec, { port })).toEqual({
      reason: 'no-file',
      detail: `${file}: no certificate in it`,
    });
    writeFileSync(file, authority.cert.replace(/MII.../, 'AAAAAA'));
    await eventually(async () => (await check(spec, { port })).detail).toMatch(/asn1|wrong tag|nested/);
    const mixed = { ...unverified, client: { certificate: client.certFile, key: server.keyFile } };
    expect(await check(mixed, { port })).toMatchObject({
      reason: 'no-file',
      detail: expect.stringContaining(client.certFile),
    });
  });

  it('says what versions do not fit', async () => {
    const { server } = certificates();
    const { port } = await tlsServer(server, undefined, {
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL@SECLEVEL=0',
    });
    const outcome = await oneCheck()(unverified, { port });
    expect(outcome).toEqual({ reason: 'tls-failed', detail: 'tlsv1 alert protocol version' });
  });

  it.each<[string, (socket: Socket) => void, object]>([
    ['closes', (socket) => socket.end(), { reason: 'closed' }],
    ['closes in the middle', (socket) => socket.once('data', () => socket.end('\x16\x03')), { reason: 'closed' }],
    ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy()), { reason: 'reset' }],
    ['speaks something else', (socket) => socket.write('220 mail ESMTP\r\n'), { detail: 'wrong version number' }],
    ['echoes', (socket) => socket.pipe(socket), { reason: 'tls-failed' }],
    ['says nothing', () => undefined, { reason: 'timeout' }],
  ])('says what is wrong with a server that %s', async (_, connected, outcome) => {
    const { port, open } = await nastyServer(connected);
    const timeout = 'reason' in outcome && outcome.reason === 'timeout' ? 100 : 10_000;
    expect(await oneCheck()(unverified, { port, timeout })).toMatchObject(outcome);
    await eventually(open).toBe(0);
  });
});
