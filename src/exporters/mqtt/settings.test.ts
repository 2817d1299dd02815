import { describe, expect, it } from 'vitest';
import { brokerUrl, parseBrokerUrl } from './broker-url.ts';
import { mqttSettings } from './settings.ts';

/** What is wrong with settings, as `path: message`. */
const problems = (settings: unknown) =>
  mqttSettings.safeParse(settings).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the URL of a broker', () => {
  it.each([
    ['mqtt://broker', { host: 'broker', port: 1883, tls: false }],
    ['mqtts://broker', { host: 'broker', port: 8883, tls: true }],
    ['mqtts://10.0.0.1:18883/', { host: '10.0.0.1', port: 18883, tls: true }],
    ['mqtt://[::1]:1884', { host: '::1', port: 1884, tls: false }],
  ])('%s is understood', (url, address) => {
    expect(parseBrokerUrl(url)).toEqual(address);
    expect(parseBrokerUrl(brokerUrl(address))).toEqual(address);
  });

  it.each([
    '',
    'broker',
    'broker:1883',
    'http://broker',
    'ws://broker',
    'mqtt://',
    'mqtt://b/topic',
    'mqtt://b?x=1',
    'mqtt://b:99999',
  ])('%j is refused', (url) => expect(parseBrokerUrl(url)).toBeUndefined());

  it('that holds a password is refused, and the password is not repeated', () => {
    const [problem = ''] = problems({ url: 'mqtt://user:hunter2@broker' }) ?? [];
    expect(problem).toContain('without user and password');
    expect(problem).not.toContain('hunter2');
  });
});

describe('MQTT settings', () => {
  it('have a default for everything, and leave MQTT off without a URL', () => {
    expect(mqttSettings.parse({})).toEqual({
      protocol_version: 4,
      prefix: 'netsteward',
      states: true,
      stop: true,
      keepalive: 30,
      tls: { verify: true },
    });
  });

  it.each([
    [{ protocol_version: 3 }, 'protocol_version: expected 4 (MQTT 3.1.1) or 5'],
    [{ prefix: 'a/#' }, 'prefix: expected topic levels'],
    [{ username: 'a', username_file: '/b' }, 'username_file: expected either'],
    [{ username: 'a', password: 'a', password_file: '/b' }, 'password_file: expected either'],
    [{ password_file: '/b' }, 'username: expected a user name beside the password'],
    [{ tls: { cert_file: '/c' } }, 'tls.key_file: expected the key of cert_file'],
    [{ tls: { key_file: '/c' } }, 'tls.cert_file: expected the certificate of key_file'],
    [{ url: 'mqtt://b', tls: { ca_file: '/c' } }, 'tls.ca_file: expected no TLS settings for a broker at mqtt://'],
    [{ url: 'mqtt://b', tls: { verify: false } }, 'tls.verify: expected no TLS settings for a broker at mqtt://'],
  ])('%j are refused where they contradict', (settings, problem) => {
    expect(problems(settings)?.[0]).toContain(problem);
  });
});
