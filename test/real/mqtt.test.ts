import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificates.ts';
import { eventDraft, eventDrafts } from '../support/event-draft.ts';
import { eventually } from '../support/eventually.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { subscriber } from '../support/mqtt-subscriber.ts';
import { programPath } from '../support/programs.ts';
import { snapshot } from '../support/snapshot.ts';
import { startMqtt } from '../support/start-mqtt.ts';
import { testAgent } from '../support/test-agent.ts';

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const state = { kind: 'bond', subject: 'bond0', fields: { activeSlave: 'eth0' } };

describe.each([4, 5] as const)('a mosquitto that is spoken to in MQTT protocol version %i', (protocol_version) => {
  beforeEach(needMosquitto);

  it('has the availability, the states and every event in order, and offline at the end', async () => {
    const broker = await mosquitto();
    await broker.start();
    const { received, sequences, at } = await subscriber(broker.port, { protocolVersion: protocol_version });
    const { view, happen, read } = testAgent();
    const { stop } = startMqtt(view, { url: `mqtt://127.0.0.1:${broker.port}`, protocol_version });
    read(snapshot({ states: new Map([['bond/bond0', state]]) }));
    const events = happen(...eventDrafts(500));
    await eventually(() => sequences().length).toBe(500);
    expect(sequences()).toEqual(upTo(500));
    expect(JSON.parse(at('/event/netsteward.interface.oper-state-changed')[0] ?? '')).toEqual(events[0]);
    expect(at('/availability')).toEqual(['online']);
    expect(at('/state/bond/bond/bond0')).toHaveLength(1);
    expect(received.some(({ retain }) => retain)).toBe(false);
    expect(new Set(received.map(({ contentType }) => contentType))).toEqual(
      new Set(protocol_version === 4 ? [undefined] : [undefined, 'application/json', 'application/cloudevents+json']),
    );

    const late = await subscriber(broker.port, { clientId: 'late' });
    await eventually(() => late.received.length).toBe(2);
    expect(late.received.every(({ retain }) => retain)).toBe(true);
    expect(late.at('/availability')).toEqual(['online']);

    read(snapshot());
    await eventually(() => at('/state/bond/bond/bond0').at(-1)).toBe('');
    await stop(AbortSignal.timeout(5_000));
    await eventually(() => at('/availability')).toEqual(['online', 'offline']);
    const last = await subscriber(broker.port, { clientId: 'last' });
    await eventually(() => last.at('/availability')).toEqual(['offline']);
    expect(last.received).toHaveLength(1);
  });

  it('and that is killed in the middle again and again has every event at least once, in order', {
    timeout: 120_000,
  }, async () => {
    // Each message is written to the disk, and the subscriber hears it last: hundreds of them take their time.
    const all = { timeout: 40_000 };
    const broker = await mosquitto();
    await broker.start();
    const { sequences, isConnected } = await subscriber(broker.port);
    await broker.save();
    const seen = () => new Set(sequences()).size;
    const { view, happen, read } = testAgent();
    startMqtt(view, { url: `mqtt://127.0.0.1:${broker.port}`, protocol_version });
    read(snapshot({ states: new Map([['bond/bond0', state]]) }));
    let recorded = 0;
    for (let round = 0; round < 5; round += 1) {
      // What it has confirmed and not passed on would be lost with it.
      await eventually(isConnected).toBe(true);
      await eventually(seen, all).toBeGreaterThanOrEqual(view.store.cursor('mqtt'));
      recorded += happen(...eventDrafts(300)).length;
      await sleep(round * 4);
      await broker.kill('SIGKILL');
      recorded += happen(...eventDrafts(20)).length;
      await broker.start();
    }
    await eventually(() => view.store.cursor('mqtt'), all).toBe(recorded);
    await eventually(seen, all).toBe(recorded);
    expect([...new Set(sequences())]).toEqual(upTo(recorded));
  });
});

describe('a mosquitto with users', () => {
  beforeEach(needMosquitto);

  const guarded = async () => {
    const broker = await mosquitto([
      'allow_anonymous false',
      'password_file DIRECTORY/passwords',
      'acl_file DIRECTORY/acl',
    ]);
    const passwords = path.join(broker.directory, 'passwords');
    execFileSync(programPath('mosquitto_passwd') ?? 'mosquitto_passwd', ['-c', '-b', passwords, 'agent', 'hunter2'], {
      stdio: 'pipe',
    });
    const permit = (...topics: readonly string[]) =>
      writeFileSync(
        path.join(broker.directory, 'acl'),
        ['user agent', ...topics.map((topic) => `topic ${topic}`)].join('\n'),
      );
    permit('readwrite #');
    await broker.start();
    const passwordFile = path.join(broker.directory, 'password');
    return { broker, permit, passwordFile, url: `mqtt://127.0.0.1:${broker.port}` };
  };

  it('lets the agent in with a password from a file, and a wrong one is named in the log but never shown', async () => {
    const { url, passwordFile } = await guarded();
    writeFileSync(passwordFile, 'wrong-secret\n');
    const { view, logged } = testAgent();
    const { metric } = startMqtt(view, { url, username: 'agent', password_file: passwordFile });
    await eventually(() => logged.join('')).toMatch(/can't connect to the broker: Connection refused: Not authorized/);
    writeFileSync(passwordFile, 'hunter2\n');
    await eventually(() => metric('netsteward_mqtt_connected')).toBe(1);
    expect(logged.join('')).not.toMatch(/wrong-secret|hunter2/);
  });

  it('lets the agent in with a password from its settings', async () => {
    const { url } = await guarded();
    const { view, logged } = testAgent();
    const { metric } = startMqtt(view, { url, username: 'agent', password: 'hunter2' });
    await eventually(() => metric('netsteward_mqtt_connected')).toBe(1);
    expect(logged.join('')).not.toContain('hunter2');
  });

  it('that forbids the events keeps nothing back: they arrive when somebody has given the permission', async () => {
    const { broker, permit, url } = await guarded();
    permit('readwrite netsteward/host1/availability', 'read #');
    broker.reload();
    const { view, happen, logged } = testAgent();
    const auth = { username: 'agent', password: 'hunter2' };
    const { sequences } = await subscriber(broker.port, auth);
    const { metric } = startMqtt(view, { url, protocol_version: 5, ...auth });
    happen(...eventDrafts(3));
    // They are tried again, and counted again, until somebody looks.
    await eventually(() => metric('netsteward_mqtt_publish_failures_total')).toBeGreaterThanOrEqual(3);
    permit('readwrite #');
    broker.reload();
    await eventually(() => view.store.cursor('mqtt')).toBe(3);
    await eventually(() => [...sequences()].sort()).toEqual([1, 2, 3]);
    expect(logged.join('')).toContain(
      'the broker refuses netsteward.interface.oper-state-changed for now: Not authorized',
    );
  });
});

describe('a mosquitto with TLS', () => {
  beforeEach(needMosquitto);

  const secured = async (...settings: readonly string[]) => {
    const broker = await mosquitto([
      'allow_anonymous true',
      'cafile DIRECTORY/ca.crt',
      'certfile DIRECTORY/broker.crt',
      'keyfile DIRECTORY/broker.key',
      ...settings,
    ]);
    const authority = makeCertificate(broker.directory, 'ca');
    makeCertificate(broker.directory, 'broker', 'DNS:broker.example', authority);
    const client = makeCertificate(broker.directory, 'client', 'DNS:agent.example', authority);
    await broker.start();
    const url = `mqtts://127.0.0.1:${broker.port}`;
    return { broker, url, client, ca_file: authority.certFile };
  };

  it('is trusted when its certificate has the expected name and was signed by the given authority', async () => {
    const { url, ca_file } = await secured();
    const { view, happen } = testAgent();
    startMqtt(view, { url, tls: { ca_file, server_name: 'broker.example' } });
    happen(eventDraft());
    await eventually(() => view.store.cursor('mqtt')).toBe(1);
  });

  it.each([
    ['another name', { server_name: 'other.example' }, /does not match certificate's altnames/],
    ['an unknown authority', { server_name: 'broker.example', ca_file: undefined }, /unable to verify|self-signed/],
  ])('is not trusted with %s', async (_, wrong, reason) => {
    const { url, ca_file } = await secured();
    const { view, happen, logged } = testAgent();
    startMqtt(view, { url, tls: { ca_file, ...wrong } });
    happen(eventDraft());
    await eventually(() => logged.join('')).toMatch(reason);
    expect(view.store.cursor('mqtt')).toBe(0);
  });

  it('is used unverified when told so, with a warning', async () => {
    const { url } = await secured();
    const { view, happen, logged } = testAgent();
    startMqtt(view, { url, tls: { verify: false } });
    happen(eventDraft());
    await eventually(() => view.store.cursor('mqtt')).toBe(1);
    expect(logged.join('')).toContain("the broker's certificate is not checked");
  });

  it('that wants a certificate from its clients gets it', async () => {
    const { url, ca_file, client } = await secured('require_certificate true');
    const tls = { ca_file, server_name: 'broker.example' };
    const without = testAgent();
    startMqtt(without.view, { url, tls });
    await eventually(() => without.logged.join('')).toMatch(/can't connect to the broker/);
    const { view, happen } = testAgent();
    startMqtt(view, { url, client_id: 'other', tls: { ...tls, cert_file: client.certFile, key_file: client.keyFile } });
    happen(eventDraft());
    await eventually(() => view.store.cursor('mqtt')).toBe(1);
  });

  it('names a certificate file that is not there', async () => {
    const { url } = await secured();
    const { view, logged } = testAgent();
    startMqtt(view, { url, tls: { ca_file: '/nowhere/ca.pem' } });
    await eventually(() => logged.join('')).toContain('/nowhere/ca.pem: it can not be read');
  });
});
