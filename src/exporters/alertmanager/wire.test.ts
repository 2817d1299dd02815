import { describe, expect, it } from 'vitest';
import { alertKey } from '../../core/outgoing-alert.ts';
import { parseHttpAddress } from '../../remote/http-address.ts';
import { readKept, writeKept } from './kept-alert.ts';
import { alertmanagerSettings } from './settings.ts';
import { alertsBody, silencesIn } from './wire.ts';

const hostile = new Map([
  ['__proto__', 'polluted'],
  ['path', '../../etc/passwd'],
  ['shell', '$(reboot)\n"\\'],
]);

describe('the body that an Alertmanager is sent', () => {
  it('holds every label as it is, whatever its name', () => {
    const kept = { labels: hostile, annotations: hostile, startsAt: 1_000, resolvedAt: undefined };
    const [sent] = JSON.parse(alertsBody([kept], 5_000, undefined));
    expect(Object.entries(sent.labels)).toEqual([...hostile]);
    expect(sent).toMatchObject({ startsAt: '1970-01-01T00:00:01.000Z', endsAt: '1970-01-01T00:00:05.000Z' });
    expect(sent).not.toHaveProperty('generatorURL');
  });

  it('never has an alert end before it starts, as when the clock was set back', () => {
    const kept = { labels: hostile, annotations: new Map(), startsAt: 9_000, resolvedAt: undefined };
    expect(JSON.parse(alertsBody([kept], 5_000, 'https://a/'))).toMatchObject([
      { endsAt: '1970-01-01T00:00:09.000Z', generatorURL: 'https://a/' },
    ]);
  });
});

it('what is noted of an alert comes back as it was', () => {
  const kept = { labels: hostile, annotations: hostile, startsAt: 1, resolvedAt: 2 };
  expect(readKept(writeKept(kept))).toEqual(kept);
});

it('silences are read with the keys of the alerts that they hold', () => {
  const labels = { b: '2', a: '1' };
  const body = JSON.stringify([
    { labels, status: { silencedBy: ['x'], inhibitedBy: [], state: 'suppressed' } },
    { labels: { c: '3' }, status: { silencedBy: [], inhibitedBy: ['y'], state: 'suppressed' } },
  ]);
  expect([...silencesIn(body)]).toEqual([[alertKey(Object.entries({ a: '1', b: '2' })), ['x']]]);
  expect(() => silencesIn('<html>')).toThrow();
});

describe('the address of an Alertmanager', () => {
  it.each([
    ['http://am:9093', 'http://am:9093'],
    ['https://am/prefix/', 'https://am/prefix'],
    ['http://[::1]:9093/', 'http://[::1]:9093'],
  ])('%s is %s', (text, url) => expect(parseHttpAddress(text)?.url).toBe(url));

  it.each(['am:9093', 'ftp://am', 'http://user:pw@am', 'http://am?x=1', 'http://am#x'])('is never %s', (text) =>
    expect(parseHttpAddress(text)).toBeUndefined(),
  );
});

describe('settings that do not go together', () => {
  const url = 'http://am:9093';
  it.each([
    [{ urls: [url, `${url}/`] }, 'urls.1'],
    [{ urls: [url], username: 'a', username_file: '/a' }, 'username_file'],
    [{ urls: [url], username: 'a', password: 'b', password_file: '/b' }, 'password_file'],
    [{ urls: [url], token: 'a', token_file: '/b' }, 'token_file'],
    [{ urls: [url], password_file: '/b' }, 'username'],
    [{ urls: [url], username: 'a', token_file: '/b' }, 'token_file'],
    [{ urls: [url], tls: { ca_file: '/ca' } }, 'tls.ca_file'],
    [{ urls: ['https://am'], tls: { cert_file: '/c' } }, 'tls.key_file'],
    [{ urls: ['https://am'], tls: { key_file: '/c' } }, 'tls.cert_file'],
  ])('%j are refused at %s', (settings, place) => {
    const issues = alertmanagerSettings.safeParse(settings).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toEqual([place]);
  });
});
