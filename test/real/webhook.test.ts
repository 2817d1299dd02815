import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { type ReceivedAlert, receivedId } from '../../src/alerts/webhook/received-alert.ts';
import { alertmanager, needAlertmanager } from '../support/alertmanager.ts';
import { makeCertificate } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { receivingAgent } from '../support/receiving-agent.ts';

const labels = { alertname: 'HostDown', name: 'one', hostile: '$(reboot)\n../../etc' };
const firing = (more: object = {}) => ({
  labels,
  annotations: { summary: 'one is down' },
  startsAt: new Date(Date.now() - 5_000).toISOString(),
  endsAt: new Date(Date.now() + 600_000).toISOString(),
  ...more,
});

function tokenFile(directory = privateDirectory()): string {
  const file = path.join(directory, 'token');
  writeFileSync(file, 'sesame\n');
  return file;
}

const shown = (alert: ReceivedAlert) => ({ ...alert, labels: [...alert.labels], id: receivedId(alert) });

function payload(more: object = {}) {
  return {
    version: '4',
    receiver: 'r',
    alerts: [
      {
        status: 'firing',
        labels,
        annotations: {},
        startsAt: '2026-01-31T12:00:00Z',
        endsAt: '0001-01-01T00:00:00Z',
        fingerprint: 'abcdef0123456789',
        ...more,
      },
    ],
  };
}

const post = (url: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer sesame', ...headers },
  });

describe('alerts that a real Alertmanager delivers', () => {
  it('with a bearer token are there while they fire, told once however often they are delivered', async (context) => {
    needAlertmanager(context);
    const agent = await receivingAgent({ webhook: { token_file: tokenFile() } });
    const http_config = { authorization: { type: 'Bearer', credentials: 'sesame' } };
    const manager = await alertmanager({ webhook: { url: agent.url, http_config, send_resolved: true } });
    await manager.start();
    await manager.post([firing()]);
    await eventually(() => agent.active().map(({ labels: own }) => Object.fromEntries(own))).toEqual([labels]);
    const seen = () => agent.active()[0]?.seenAt ?? 0;
    const first = seen();
    await eventually(seen).toBeGreaterThan(first);
    expect(agent.told().map(([what]) => what)).toEqual(['received']);
    await manager.post([firing({ endsAt: new Date().toISOString() })]);
    await eventually(() => agent.active()).toEqual([]);
    expect(agent.told().map(([what]) => what)).toEqual(['received', 'received-ended']);
  });

  it('with a client certificate are taken by a server that has no other way in', async (context) => {
    needAlertmanager(context);
    const directory = privateDirectory();
    const authority = makeCertificate(directory, 'ca');
    const server = makeCertificate(directory, 'server', 'DNS:localhost,IP:127.0.0.1', authority);
    const client = makeCertificate(directory, 'client', undefined, authority);
    const file = path.join(directory, 'web.yml');
    const tls = {
      cert_file: server.certFile,
      key_file: server.keyFile,
      client_ca_file: authority.certFile,
      client_auth_type: 'VerifyClientCertIfGiven',
    };
    writeFileSync(file, JSON.stringify({ tls_server_config: tls }));
    const agent = await receivingAgent({ web: { config_file: file } });
    const tls_config = { ca_file: authority.certFile, cert_file: client.certFile, key_file: client.keyFile };
    const known = await alertmanager({ webhook: { url: agent.url, http_config: { tls_config } } });
    await known.start();
    await known.post([firing()]);
    await eventually(() => agent.active().length).toBe(1);
    const stranger = { tls_config: { ca_file: authority.certFile } };
    const unknown = await alertmanager({ webhook: { url: agent.url, http_config: stranger } });
    await unknown.start();
    const asked = () => agent.active().length;
    await unknown.post([firing({ labels: { ...labels, name: 'two' } })]);
    await eventually(async () => (await fetch(`${unknown.url}/metrics`)).text()).toMatch(
      /alertmanager_notifications_failed_total\{integration="webhook"\} [1-9]|notification_requests_failed_total\{integration="webhook"\} [1-9]/,
    );
    expect(asked()).toBe(1);
  });
});

describe('the page for deliveries', () => {
  it('makes one alert and one event of 200 deliveries at the same time', async () => {
    const agent = await receivingAgent({ webhook: { token_file: tokenFile() } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => (await post(agent.url, JSON.stringify(payload()))).status),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(agent.active()).toHaveLength(1);
    expect(agent.told()).toEqual([['received', expect.stringContaining('HostDown{hostile="$(reboot)\\n../../etc"')]]);
  });

  it('lets nobody in who is not known, also where nothing is set up by which one could be', async () => {
    const file = tokenFile();
    const agent = await receivingAgent({ webhook: { token_file: file } });
    const body = JSON.stringify(payload());
    for (const Authorization of ['', 'Bearer', 'Bearer wrong', 'Basic c2VzYW1lOnNlc2FtZQ==', 'sesame']) {
      expect((await post(agent.url, body, { Authorization })).status).toBe(401);
    }
    writeFileSync(file, 'other\n');
    expect((await post(agent.url, body)).status).toBe(401);
    writeFileSync(file, '');
    expect((await post(agent.url, body, { Authorization: 'Bearer ' })).status).toBe(401);
    const open = await receivingAgent({});
    expect((await post(open.url, body)).status).toBe(401);
    expect(agent.active()).toEqual([]);
  });

  it('lets a user of the web configuration in, and others with the token only', async () => {
    const directory = privateDirectory();
    const file = path.join(directory, 'web.yml');
    writeFileSync(file, JSON.stringify({ basic_auth_users: { am: hashSync('secret', 4) } }));
    const agent = await receivingAgent({ webhook: { token_file: tokenFile() }, web: { config_file: file } });
    const body = JSON.stringify(payload());
    const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect((await post(agent.url, body, basic('am:wrong'))).status).toBe(401);
    expect((await post(agent.url, body, basic('am:secret'))).status).toBe(200);
    expect((await post(agent.url, body)).status).toBe(200);
    const page = new URL('/-/healthy', agent.url);
    expect((await fetch(page, { headers: { Authorization: 'Bearer sesame' } })).status).toBe(401);
  });

  it('says what is wrong with a delivery', async () => {
    const agent = await receivingAgent({ webhook: { token_file: tokenFile(), limit: 1 } });
    const said = async (body: string, headers = {}) => {
      const response = await post(agent.url, body, headers);
      return [response.status, (await response.text()).trim()];
    };
    expect(await said('{}', { 'Content-Type': 'text/plain' })).toEqual([415, expect.any(String)]);
    expect(await said(`"${'x'.repeat(2 ** 20)}"`)).toEqual([413, 'expected at most 1 MiB']);
    const unending = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65_536).fill(32)) });
    const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer sesame' };
    const cut = fetch(agent.url, { method: 'POST', headers, body: unending, duplex: 'half' });
    expect(await cut.then(({ status }) => status).catch(() => 413)).toBe(413);
    expect(await said('{}')).toEqual([400, 'version: expected "4", found nothing']);
    expect(await said(JSON.stringify(payload({ startsAt: 3 })))).toEqual([
      400,
      'alerts.0.startsAt: expected a time such as 2026-01-31T12:00:00Z, found 3',
    ]);
    expect((await said(JSON.stringify(payload())))[0]).toBe(200);
    expect(await said(JSON.stringify(payload({ fingerprint: 'bb' })))).toEqual([
      503,
      expect.stringContaining('1 alerts'),
    ]);
    expect(agent.active()).toHaveLength(1);
    expect((await fetch(agent.url, { headers: { Authorization: 'Bearer sesame' } })).status).toBe(405);
  });

  it('counts no certificate that nobody has to verify', async () => {
    const directory = privateDirectory();
    const authority = makeCertificate(directory, 'ca');
    const server = makeCertificate(directory, 'server', 'DNS:localhost,IP:127.0.0.1', authority);
    const { cert, key } = makeCertificate(directory, 'client', undefined, authority);
    const answers: unknown[] = [];
    for (const client_auth_type of ['RequireAnyClientCert', 'RequireAndVerifyClientCert']) {
      const file = path.join(directory, 'web.yml');
      const tls = { cert_file: server.certFile, key_file: server.keyFile, client_ca_file: authority.certFile };
      writeFileSync(file, JSON.stringify({ tls_server_config: { ...tls, client_auth_type } }));
      const agent = await receivingAgent({ web: { config_file: file } });
      const headers = { 'Content-Type': 'application/json' };
      const asked = request(agent.url, { method: 'POST', headers, agent: false, ca: authority.cert, cert, key });
      asked.end(JSON.stringify(payload()));
      const [response] = await once(asked, 'response');
      answers.push(response.resume().statusCode);
    }
    expect(answers).toEqual([401, 200]);
  });

  it('takes the last word of a delivery that says two things of one alert', async () => {
    const agent = await receivingAgent({ webhook: { token_file: tokenFile() } });
    const [begun] = payload().alerts;
    const both = { ...payload(), alerts: [begun, { ...begun, status: 'resolved' }] };
    expect((await post(agent.url, JSON.stringify(both))).status).toBe(200);
    expect(agent.active()).toEqual([]);
    expect([...agent.snapshot().states]).toEqual([]);
  });

  it('keeps alerts over a restart, and does not tell them again', async () => {
    const directory = privateDirectory();
    const options = { webhook: { token_file: tokenFile(directory) }, store: path.join(directory, 'events.db') };
    const first = await receivingAgent(options);
    await post(first.url, JSON.stringify(payload()));
    const before = first.active().map(shown);
    first.stop();
    const second = await receivingAgent(options);
    expect(second.active().map(shown)).toEqual(before);
    await post(second.url, JSON.stringify(payload()));
    expect(second.told().map(([what]) => what)).toEqual(['received']);
    await post(second.url, JSON.stringify(payload({ status: 'resolved', endsAt: '2026-01-31T13:00:00Z' })));
    expect(second.active()).toEqual([]);
    expect([...second.snapshot().states]).toEqual([]);
  });
});
