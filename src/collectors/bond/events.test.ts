import { describe, expect, it } from 'vitest';
import { toldIn } from '../../../test/support/bond-story.ts';

const SYSFS = '/sys/class/net/bond0/bonding';

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
