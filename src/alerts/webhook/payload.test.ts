import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../promql/labels.ts';
import { PayloadError, readPayload } from './payload.ts';

/** As Alertmanager 0.25 sends it. */
const sent = {
  receiver: 'r',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HostDown', host: 'compute-1' },
      annotations: { summary: 'compute-1 is down' },
      startsAt: '2026-01-31T12:00:00.123456789+01:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'a1b2c3d4e5f60718',
    },
  ],
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://am:9093',
  version: '4',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
};
const changed = (alert: object, rest: object = {}) =>
  JSON.stringify({ ...sent, alerts: [{ ...sent.alerts[0], ...alert }], ...rest });

describe('a delivery of Alertmanager', () => {
  it('is its alerts, with an open end', () => {
    const { alerts } = readPayload(JSON.stringify(sent));
    expect(alerts).toEqual([
      {
        isFiring: true,
        fingerprint: 'a1b2c3d4e5f60718',
        labels: labelsOf(Object.entries({ alertname: 'HostDown', host: 'compute-1' })),
        annotations: new Map([['summary', 'compute-1 is down']]),
        startsAt: Date.parse('2026-01-31T11:00:00.123Z'),
        endsAt: undefined,
        receiver: 'r',
        externalUrl: 'http://am:9093',
      },
    ]);
  });

  it('keeps every label as it is, however hostile', () => {
    const labels = {
      alertname: '$(reboot)`id`',
      path: '../../etc/passwd\0',
      lines: 'a\nb\r\n\x1b[2J',
      long: 'x'.repeat(4096),
      constructor: 'c',
    };
    const body = changed({ labels }).replace('"alertname"', '"__proto__":"polluted","alertname"');
    const [alert] = readPayload(body).alerts;
    expect(alert?.labels.get('__proto__')).toBe('polluted');
    for (const [name, value] of Object.entries(labels)) expect(alert?.labels.get(name)).toBe(value);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    ['', 'expected JSON'],
    ['[]', 'expected an object as Alertmanager sends it, found []'],
    ['null', 'expected an object as Alertmanager sends it, found null'],
    [changed({}, { version: '3' }), 'version: expected "4", found "3"'],
    [changed({}, { version: 4 }), 'version: expected "4", found 4'],
    [changed({}, { alerts: {} }), 'alerts: expected a list of alerts, found {}'],
    [changed({}, { alerts: [3] }), 'alerts.0: expected an alert, found 3'],
    [changed({ status: 'maybe' }), 'alerts.0.status: expected firing or resolved, found "maybe"'],
    [changed({ labels: {} }), 'alerts.0.labels: expected at least one label, found {}'],
    [changed({ labels: { a: 1 } }), 'alerts.0.labels: expected an object of texts, found {"a":1}'],
    [changed({ labels: ['a'] }), 'alerts.0.labels: expected an object of texts, found ["a"]'],
    [changed({ annotations: null }), 'alerts.0.annotations: expected an object of texts, found null'],
    [changed({ startsAt: 'now' }), 'alerts.0.startsAt: expected a time such as 2026-01-31T12:00:00Z, found "now"'],
    [changed({ fingerprint: '../x' }), 'alerts.0.fingerprint: expected hexadecimal digits, found "../x"'],
    [changed({ fingerprint: undefined }), 'alerts.0.fingerprint: expected a text, found nothing'],
  ])('that is %s is refused with the field', (body, message) => {
    expect(() => readPayload(body)).toThrow(new PayloadError(message));
  });
});
