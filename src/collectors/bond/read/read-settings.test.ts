import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { polledBonds } from '../../../../test/support/polled-bonds.ts';
import type { State } from '../../../core/state.ts';

const PROC = '/proc/net/bonding';
const SYSFS = '/sys/class/net';

describe('settings that /proc does not tell', () => {
  const FILE = `${SYSFS}/bond0/bonding/num_grat_arp`;
  const announcedBy = (states: ReadonlyMap<string, State>) => states.get('bond/bond0')?.fields.num_grat_arp;
  const textAt = (name: string) =>
    readFileSync(join(import.meta.dirname, `../fixtures/moments/active-backup/${name}.txt`), 'utf8');

  it('are seen at once when the bond is announced and /proc has nothing new', async () => {
    const { write, announce } = await polledBonds('active-backup');
    write(FILE, '7\n');
    expect(announcedBy((await announce('bond0')).states)).toBe(7);
  });

  it('are seen at the next poll when something else was announced with them', async () => {
    const { write, announce, poll } = await polledBonds('active-backup');
    write(FILE, '7\n');
    write(`${PROC}/bond0`, textAt('03-after-failover'));
    const atOnce = await announce('bond0');
    expect([atOnce.asked, announcedBy(atOnce.states)]).toEqual([[`${PROC}/bond0`], 1]);
    expect(announcedBy((await poll()).states)).toBe(7);
  });

  it('are seen without any announcement when they are old, and not read before', async () => {
    const { write, poll, pass } = await polledBonds('active-backup');
    write(FILE, '7\n');
    pass(19);
    expect((await poll()).asked).toEqual([PROC, `${PROC}/bond0`]);
    pass(1);
    expect(announcedBy((await poll()).states)).toBe(7);
  });

  it('of many bonds are not all read in the same poll', async () => {
    const { poll, pass } = await polledBonds();
    const readAtOnce: number[] = [];
    for (let second = 0; second < 40; second += 1) {
      pass(1);
      const { asked } = await poll();
      readAtOnce.push(asked.filter((path) => path.endsWith('/all_slaves_active')).length);
    }
    expect(Math.max(...readAtOnce)).toBeLessThanOrEqual(3);
    expect(readAtOnce.reduce((sum, count) => sum + count)).toBe(12 * 2);
  });

  it('count less, being older, than what /proc has come to tell', async () => {
    const { write, poll } = await polledBonds('active-backup');
    const reselect = (states: ReadonlyMap<string, State>) => states.get('bond/bond0')?.fields.primary_reselect;
    write(`${PROC}/bond0`, textAt('16-primary-cleared'));
    write(`${SYSFS}/bond0/bonding/primary_reselect`, 'better 1\n');
    expect(reselect((await poll()).states)).toBe('better');
    write(`${PROC}/bond0`, textAt('02-before'));
    expect(reselect((await poll()).states)).toBe('always');
  });

  it('may be missing on an old kernel', async () => {
    const { remove, poll, pass } = await polledBonds('active-backup');
    remove(`${SYSFS}/bond0/bonding`);
    pass(20);
    const after = await poll();
    expect([after.outcome, after.problems, after.changed]).toEqual(['ok', [], []]);
  });

  it('that can not be read are a problem, keep their last value and hide nothing else', async () => {
    const { write, remove, poll, pass } = await polledBonds('active-backup');
    remove(FILE);
    write(`${FILE}.error`, 'refused EIO');
    write(`${SYSFS}/bond0/bonding/use_carrier`, 'maybe\n');
    pass(20);
    const after = await poll();
    expect([after.outcome, announcedBy(after.states), after.families().length > 0]).toEqual(['partial', 1, true]);
    expect(after.problems.map(({ subject, message }) => `${subject}: ${message}`).sort()).toEqual([
      `bond0: ${FILE}: EIO`,
      `bond0: ${SYSFS}/bond0/bonding/use_carrier:1: expected a whole number, found "maybe"`,
    ]);
  });
});
