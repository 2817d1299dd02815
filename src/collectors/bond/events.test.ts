import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { diffStates } from '../../core/diff.ts';
import type { Severity } from '../../core/event.ts';
import type { Family } from '../../core/metric.ts';
import { startBonds } from './reader.ts';
import { bondSettings } from './settings.ts';
import { bondMetrics } from './tell/bond-metrics.ts';
import { kinds } from './tell/kinds.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const SYSFS = '/sys/class/net/bond0/bonding';

type Told = { readonly type: string; readonly severity: Severity; readonly message: string };

/** What is told when the recorded moments follow each other, one reading each; the first is the beginning. */
async function toldIn(recording: string, moments: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const { host, write } = changingHost(join(fixtures, 'hosts', recording));
  const reader = startBonds(host, bondSettings.parse({ settingsMaxAge: 0 }));
  const signal = new AbortController().signal;
  const read = async (moment: string) => {
    write(
      '/proc/net/bonding/bond0',
      readFileSync(join(fixtures, 'moments', moment.includes('/') ? '' : recording, `${moment}.txt`), 'utf8'),
    );
    return await reader.collect({ signal, changed: undefined });
  };
  const told: Told[] = [];
  let before = await read(moments[0] ?? '');
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const moment of moments.slice(1)) {
    const after = await read(moment);
    for (const { type, severity, data } of diffStates('bond', kinds, before.states, after.states, 0)) {
      told.push({ type: type.replace('netsteward.bond.', ''), severity, message: data.message });
    }
    for (const { definition, message } of after.occurrences ?? []) {
      told.push({ type: definition.what, severity: definition.severity, message });
    }
    before = after;
  }
  return { told, failovers: failoversIn(before.families()) };
}

function failoversIn(families: readonly Family[]) {
  return families.find(({ definition }) => definition === bondMetrics.failovers)?.points[0]?.value;
}

describe('a bond with one active slave', () => {
  it('tells a failover once, after the link that caused it', async () => {
    const { told, failovers } = await toldIn('active-backup', ['02-before', '03-after-failover', '03-after-failover']);
    expect(told).toEqual([
      { type: 'slave-mii-status-changed', severity: 'warning', message: 'bond0/e0: the link is down, was up' },
      { type: 'active-slave-changed', severity: 'warning', message: 'bond0: e1 is the active slave, was e0' },
    ]);
    expect(failovers).toBe(1);
  });

  it('tells the way back to the primary as one that nobody needs to act on', async () => {
    const { told, failovers } = await toldIn('active-backup', ['02-before', '03-after-failover', '04-failback']);
    expect(told.slice(2)).toEqual([
      { type: 'slave-mii-status-changed', severity: 'info', message: 'bond0/e0: the link is up, was down' },
      { type: 'active-slave-changed', severity: 'notice', message: 'bond0: e0 is the active slave, was e1' },
    ]);
    expect(failovers).toBe(2);
  });

  it('tells each status that the delays lead through', async () => {
    const { told } = await toldIn('active-backup', [
      '06-delays-set',
      '07-going-down',
      '08-down',
      '09-going-back',
      '10-back',
    ]);
    expect(told.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'notice bond0/e0: the link is going down, was up',
      'warning bond0/e0: the link is down, was going down',
      'warning bond0: e1 is the active slave, was e0',
      'info bond0/e0: the link is going back, was down',
      'info bond0/e0: the link is up, was going back',
      'notice bond0: e0 is the active slave, was e1',
    ]);
  });

  it('tells when no slave is left, and when one is back', async () => {
    const { told, failovers } = await toldIn('active-backup', ['10-back', '11-all-down', '12-recovered']);
    expect(
      told.filter(({ type }) => !type.startsWith('s')).map(({ severity, message }) => `${severity} ${message}`),
    ).toEqual([
      'critical bond0: no active slave is left, was e0',
      'critical bond0: the bond is down',
      'notice bond0: e0 is the active slave',
      'notice bond0: the bond is up',
    ]);
    expect(failovers).toBe(2);
  });

  it('tells slaves that come and go', async () => {
    const { told } = await toldIn('active-backup', ['12-recovered', '13-slave-removed', '14-slave-added']);
    expect(told.map(({ type, message }) => `${type} ${message}`)).toEqual([
      'slave-removed bond0/e1: no longer in the bond',
      'slave-added bond0/e1: added to the bond, link up',
    ]);
  });

  it('tells a flap that came and went between two readings', async () => {
    const { told, failovers } = await toldIn('active-backup', ['04-failback', '05-backup-flapped']);
    expect(told).toEqual([
      {
        type: 'slave-flapped',
        severity: 'warning',
        message: 'bond0/e1: the link failed once since the last reading and is up',
      },
    ]);
    expect(failovers).toBe(0);
  });

  it('tells failures that the change of status does not explain', async () => {
    const { told } = await toldIn('active-backup', ['02-before', '08-down']);
    expect(told.filter(({ type }) => type === 'slave-flapped').map(({ message }) => message)).toEqual([
      'bond0/e0: the link failed once since the last reading and is down',
      'bond0/e1: the link failed once since the last reading and is up',
    ]);
  });

  it('tells settings that somebody changed', async () => {
    const changed = { [`${SYSFS}/num_grat_arp`]: '5\n' };
    const { told } = await toldIn('active-backup', ['14-slave-added', '15-settings-changed'], changed);
    expect(told.map(({ type, message }) => `${type} ${message}`)).toEqual([
      'setting-changed bond0: miimon is now 200, was 100',
      'setting-changed bond0: primary_reselect is now better, was always',
      'setting-changed bond0: num_grat_arp is now 5, was 1',
    ]);
  });

  it('tells that the primary was taken away, and nothing of the setting that /proc then leaves out', async () => {
    const files = { [`${SYSFS}/primary_reselect`]: 'better 1\n' };
    const { told } = await toldIn('active-backup', ['15-settings-changed', '16-primary-cleared'], files);
    expect(told).toEqual([
      { type: 'primary-changed', severity: 'notice', message: 'bond0: the primary slave is now none, was e0' },
    ]);
  });
});

describe('a bond that gets another mode', () => {
  it('tells it once, not for each setting that the new mode uses and the old one did not', async () => {
    const { told } = await toldIn('active-backup', ['01-no-slaves', 'lacp/00-no-slaves', '01-no-slaves']);
    expect(told.map(({ severity, message }) => `${severity} ${message}`)).toEqual([
      'warning bond0: the mode is now 802.3ad, was active-backup',
      'warning bond0: the mode is now active-backup, was 802.3ad',
    ]);
  });
});

describe('an LACP bond', () => {
  const lacp = async (...moments: readonly string[]) =>
    (await toldIn('lacp', moments)).told.map(({ severity, message }) => `${severity} ${message}`);

  it('tells that an agreement was reached', async () => {
    expect(await lacp('02-negotiating', '03-settled')).toEqual([
      'notice bond0/e0: the LACP partner is 02:00:00:00:0a:01, was none',
      'notice bond0/e1: in aggregator 1, was in 2',
      'notice bond0/e1: the LACP partner is 02:00:00:00:0a:01, was none',
      'info bond0: no slave that is up is outside the active aggregator',
      'notice bond0: the LACP partner is 02:00:00:00:0a:01, was none',
    ]);
  });

  it('tells a leg whose link fails', async () => {
    expect(await lacp('03-settled', '04-one-leg-down')).toEqual(['warning bond0/e1: the link is down, was up']);
  });

  it('tells a leg whose partner falls silent while the link stays', async () => {
    expect(await lacp('05-leg-back', '06a-leg-silent', '06b-leg-expired')).toEqual([
      'notice bond0/e1: in aggregator 2, was in 1',
      'warning bond0/e1: the LACP partner 02:00:00:00:0a:01 is no longer heard',
      'warning bond0: a slave is up but not in the active aggregator',
      'warning bond0/e1: the link failed once since the last reading and is up',
    ]);
  });

  it('tells two legs that lead to different partners, and a bond that changes over', async () => {
    expect(await lacp('03-settled', '07-two-partners')).toContain(
      'warning bond0: a slave is up but not in the active aggregator',
    );
    expect(await lacp('07-two-partners', '08-partner-changed')).toEqual(
      expect.arrayContaining([
        'warning bond0: aggregator 2 is active, was 1',
        'warning bond0: the LACP partner is 02:00:00:00:0a:02, was 02:00:00:00:0a:01',
      ]),
    );
  });

  it('tells that every link is down', async () => {
    expect(await lacp('08-partner-changed', '09-all-down')).toEqual(
      expect.arrayContaining(['critical bond0: no aggregator is active, was 2', 'critical bond0: the bond is down']),
    );
  });

  it('tells that the partner is lost, and what churn detection makes of it', async () => {
    expect(await lacp('08-partner-changed', '10-partner-lost')).toContain(
      'critical bond0: the LACP partner 02:00:00:00:0a:02 is gone',
    );
    expect(await lacp('10-partner-lost', '11-churned')).toEqual([
      'info bond0/e1: the churn state of the actor is none, was monitoring',
      'warning bond0/e1: the churn state of the partner is churned, was monitoring',
    ]);
  });
});
