import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type Alertmanager, alertmanager, needAlertmanager } from '../support/alertmanager.ts';
import { makeCertificate } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { alertingAgent, firingAlert } from '../support/start-alertmanagers.ts';

const active = async ({ alerts }: Alertmanager) => [...(await alerts()).keys()].sort();
const soon = () => AbortSignal.timeout(20_000);

describe('a real Alertmanager', () => {
  beforeEach(needAlertmanager);

  it('has alerts as soon as they fire, with their texts and their source, and no more when they have ended', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire } = alertingAgent();
    const { metric } = start({ urls: [manager.url], generator_url: 'https://prometheus.example.org/' });
    const [one, two] = [firingAlert('one'), firingAlert('two')];
    fire(one, two);
    await eventually(() => active(manager)).toEqual(['one', 'two']);
    const held = (await manager.alerts()).get('one');
    expect(held).toMatchObject({
      labels: { alertname: 'Test', host: 'host1', name: 'one' },
      annotations: { summary: 'one is ill' },
      startsAt: new Date(one.startsAt).toISOString(),
      generatorURL: 'https://prometheus.example.org/',
      status: { state: 'active' },
    });
    const goodFor = Date.parse(held?.endsAt ?? '') - Date.now();
    expect(goodFor).toBeGreaterThan(1_000);
    expect(goodFor).toBeLessThanOrEqual(4_000);
    fire(two);
    await eventually(() => active(manager)).toEqual(['two']);
    expect(metric('netsteward_alertmanager_up')).toBe(1);
    expect(metric('netsteward_alertmanager_alerts_dropped_total')).toBe(0);
  });

  it('has them again after it was killed and has forgotten all, also those that fired meanwhile', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire, logged } = alertingAgent();
    const { metric } = start({ urls: [manager.url] });
    const one = firingAlert('one');
    fire(one);
    await eventually(() => active(manager)).toEqual(['one']);
    await manager.kill();
    fire(one, firingAlert('two'));
    await eventually(() => metric('netsteward_alertmanager_up')).toBe(0);
    expect(metric('netsteward_alertmanager_alerts_pending')).toBeGreaterThan(0);
    await manager.start();
    await eventually(() => active(manager)).toEqual(['one', 'two']);
    await eventually(() => metric('netsteward_alertmanager_alerts_pending')).toBe(0);
    const told = logged.filter((line) => line.includes("alerts can't be sent") || line.includes('alerts are taken'));
    expect(told.length).toBeGreaterThanOrEqual(3);
  });

  it('is told of an end that came while the agent was not running', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire } = alertingAgent();
    const first = start({ urls: [manager.url], resend_interval: '1h' });
    fire(firingAlert('one'));
    await eventually(() => active(manager)).toEqual(['one']);
    await first.stop(soon());
    fire();
    start({ urls: [manager.url], resend_interval: '1h' });
    await eventually(() => active(manager)).toEqual([]);
  });

  it('is told of no end by an agent that has started and has not evaluated any rule yet', async () => {
    const manager = await alertmanager();
    await manager.start();
    const store = openStore({ path: ':memory:', hostName: 'host1', bootEpoch: 'boot-1' });
    onTestFinished(() => store.close());
    const before = alertingAgent({ store });
    const first = before.start({ urls: [manager.url], resend_interval: '1h' });
    before.fire(firingAlert('one'));
    await eventually(() => active(manager)).toEqual(['one']);
    await first.stop(soon());
    const after = alertingAgent({ store });
    const second = after.start({ urls: [manager.url], resend_interval: '1h' });
    await second.stop(soon());
    expect(await active(manager)).toEqual(['one']);
    expect(store.notes('alertmanager').size).toBe(1);
    after.start({ urls: ['http://127.0.0.1:9'] });
    expect(store.notes('alertmanager').size).toBe(0);
  });

  it('is sent what is due when the agent stops', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire } = alertingAgent();
    const { stop } = start({ urls: [manager.url] });
    fire(firingAlert('one'));
    await eventually(() => active(manager)).toEqual(['one']);
    fire(firingAlert('one'), firingAlert('two'));
    await stop(soon());
    expect(await active(manager)).toEqual(['one', 'two']);
  });

  it('that is down holds no other up', async () => {
    const [up, down] = [await alertmanager(), await alertmanager()];
    await up.start();
    const { start, fire } = alertingAgent();
    start({ urls: [down.url, up.url] });
    const alerts = Array.from({ length: 300 }, (_, index) => firingAlert(`a${index}`));
    fire(...alerts);
    await eventually(async () => (await up.alerts()).size).toBe(300);
    await down.start();
    await eventually(async () => (await down.alerts()).size).toBe(300);
    fire();
    await eventually(async () => (await up.alerts()).size + (await down.alerts()).size).toBe(0);
  });

  it('says which alerts it keeps silent', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire, silenced } = alertingAgent();
    start({ urls: [manager.url] });
    const [one, two] = [firingAlert('one'), firingAlert('two')];
    fire(one, two);
    await eventually(() => active(manager)).toEqual(['one', 'two']);
    const id = await manager.silence('one');
    await eventually(() => [...silenced()]).toEqual([[one.key, [id]]]);
  });

  it('is told of an end with the reason when an alert is silenced on the host, and of the alert again afterwards', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire } = alertingAgent();
    start({ urls: [manager.url] });
    fire(firingAlert('one'));
    await eventually(() => active(manager)).toEqual(['one']);
    fire(firingAlert('one', { silence: 'until later by me: new cables' }));
    await eventually(() => active(manager)).toEqual([]);
    fire(firingAlert('one'));
    await eventually(() => active(manager)).toEqual(['one']);
  });

  it('gets everything else when it will not have one alert of many', async () => {
    const manager = await alertmanager();
    await manager.start();
    const { start, fire, logged } = alertingAgent();
    const { metric } = start({ urls: [manager.url] });
    const bad = firingAlert('bad', { labels: new Map([['not a label', 'x']]), key: 'bad' });
    fire(firingAlert('one'), bad, firingAlert('two'));
    await eventually(() => active(manager)).toEqual(['one', 'two']);
    await eventually(() => metric('netsteward_alertmanager_alerts_dropped_total')).toBeGreaterThan(0);
    expect(logged.find((line) => line.includes('an alert was refused'))).toContain('not a label');
  });

  it('behind TLS and a password takes alerts of an agent that has both in files, and refuses another', async () => {
    const directory = privateDirectory();
    const { certFile, keyFile } = makeCertificate(directory, 'server', 'DNS:localhost,IP:127.0.0.1');
    const manager = await alertmanager({
      web: {
        tls_server_config: { cert_file: certFile, key_file: keyFile },
        basic_auth_users: { agent: hashSync('secret', 4) },
      },
    });
    await manager.start();
    const passwordFile = path.join(directory, 'password');
    writeFileSync(passwordFile, 'wrong\n');
    const { start, fire, logged } = alertingAgent();
    const { metric } = start({
      urls: [manager.url.replace('http:', 'https:')],
      username: 'agent',
      password_file: passwordFile,
      tls: { ca_file: certFile },
    });
    fire(firingAlert('one'));
    await eventually(() => logged.join()).toContain('it answered 401');
    expect(metric('netsteward_alertmanager_up')).toBe(0);
    writeFileSync(passwordFile, 'secret\n');
    await eventually(() => metric('netsteward_alertmanager_up')).toBe(1);
    expect(metric('netsteward_alertmanager_alerts_sent_total')).toBe(1);
  });
});
