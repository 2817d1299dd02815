import { describe, expect, it } from 'vitest';
import { labelsOf } from '../promql/labels.ts';
import type { Alert } from './alert.ts';
import { outgoingAlerts } from './outgoing.ts';

const host = { hostName: 'compute-1', labels: { site: 'north', severity: 'info' } };

function alert(labels: Readonly<Record<string, string>>, more: Partial<Alert> = {}): Alert {
  return {
    fingerprint: JSON.stringify(labels),
    group: 'g',
    labels: labelsOf(Object.entries(labels)),
    annotations: new Map(),
    state: 'firing',
    value: 1,
    activeAt: 1_000,
    firedAt: 2_000,
    keptSince: undefined,
    unknownSince: undefined,
    flapping: false,
    ...more,
  };
}

const told = (...alerts: readonly Alert[]) => outgoingAlerts(alerts, host, () => undefined);

describe('an alert as others are told of it', () => {
  it('has the labels of its host, of which its own win', () => {
    const [one] = told(alert({ alertname: 'A', severity: 'critical' }));
    expect(Object.fromEntries(one?.labels ?? [])).toEqual({
      alertname: 'A',
      host: 'compute-1',
      severity: 'critical',
      site: 'north',
    });
    const [other] = told(alert({ alertname: 'A', host: 'vm-7' }));
    expect(other?.labels.get('host')).toBe('vm-7');
  });

  it('fires, also when nobody can tell now whether it still does', () => {
    expect(told(alert({ a: '1' }, { state: 'pending' }))).toEqual([]);
    expect(told(alert({ a: '1' }, { unknownSince: 5_000 }))).toHaveLength(1);
  });

  it('is one with others of the same labels, since the first of them fires', () => {
    const all = [alert({ a: '1' }, { firedAt: 3_000 }), alert({ a: '1' }), alert({ a: '1' }, { firedAt: 4_000 })];
    expect(told(...all)).toMatchObject([{ startsAt: 2_000 }]);
  });

  it('is silenced by its labels with those of the host', () => {
    const [one] = outgoingAlerts([alert({ a: '1' })], host, (labels) => labels.get('site'));
    expect(one?.silence).toBe('north');
  });
});
