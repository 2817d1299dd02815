import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import type { State } from '../../core/state.ts';
import type { LinkNotice } from '../../host/host.ts';
import { startBonds } from './reader.ts';
import { bondSettings } from './settings.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const signal = new AbortController().signal;
const PROC = '/proc/net/bonding';
const SYSFS = '/sys/class/net';
const textOf = (bond: string) => readFileSync(join(fixtures, 'hosts/all-modes', PROC, bond), 'utf8');

/** A reader that has polled once, and a way to see what a notification makes it read. */
async function polledReader(recording = 'all-modes') {
  const { host, write, remove, asked } = changingHost(join(fixtures, 'hosts', recording));
  let now = 0;
  const reader = startBonds(host, bondSettings.parse({ settingsMaxAge: '20s' }), () => now);
  let last = await reader.collect({ signal, changed: undefined });
  asked();
  const collect = async (changed: readonly LinkNotice[] | undefined) => {
    const before = last;
    last = await reader.collect({ signal, changed });
    const changedKeys = [...last.states].filter(([key, state]) => before.states.get(key) !== state).map(([key]) => key);
    return { asked: asked(), changed: changedKeys, ...last };
  };
  return {
    write,
    remove,
    poll: () => collect(undefined),
    announce: (...names: readonly string[]) => collect(names.map((name) => ({ netns: '', interface: name }))),
    announceIn: (netns: string, name?: string) =>
      collect([name === undefined ? { netns } : { netns, interface: name }]),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

const inFailover = textOf('bond-ab').replace('Currently Active Slave: ab1', 'Currently Active Slave: ab0');

describe('a notification', () => {
  it('about a bond has only that bond read', async () => {
    const { write, announce } = await polledReader();
    write(`${PROC}/bond-ab`, inFailover);
    const after = await announce('bond-ab');
    expect(after.asked).toEqual([`${PROC}/bond-ab`]);
    expect(after.changed).toEqual(['bond/bond-ab']);
  });

  it('about a slave has only its bond read', async () => {
    const { write, announce } = await polledReader();
    write(`${PROC}/bond-ab`, inFailover);
    const after = await announce('ab0');
    expect(after.asked).toEqual([PROC, `${PROC}/bond-ab`, `${SYSFS}/ab0/master`]);
    expect(after.changed).toEqual(['bond/bond-ab']);
  });

  it('about several devices has each bond read once', async () => {
    const { announce } = await polledReader();
    const after = await announce('ab0', 'ab1', 'rr0');
    expect(after.asked.filter((path) => path.startsWith(`${PROC}/`))).toEqual([`${PROC}/bond-ab`, `${PROC}/bond-rr`]);
  });

  it('about a device that is now the slave of another bond has both read', async () => {
    const { write, announce } = await polledReader();
    write(`${SYSFS}/ab0/master.link`, '../bond-rr\n');
    const after = await announce('ab0');
    expect(after.asked).toEqual([PROC, `${PROC}/bond-ab`, `${PROC}/bond-rr`, `${SYSFS}/ab0/master`]);
  });

  it('about a strange device has no bond read, unless it became a slave', async () => {
    const { write, announce } = await polledReader();
    expect((await announce('veth7')).asked).toEqual([PROC, `${SYSFS}/veth7/master`]);
    write(`${SYSFS}/veth7/master.link`, '../br0\n');
    expect((await announce('veth7')).asked).toEqual([PROC, `${SYSFS}/veth7/master`]);
    write(`${SYSFS}/veth7/master.link`, '../bond-none\n');
    expect((await announce('veth7')).asked).toEqual([PROC, `${PROC}/bond-none`, `${SYSFS}/veth7/master`]);
  });

  it('about a new bond has it found', async () => {
    const { write, announce } = await polledReader();
    write(`${PROC}/bond-new`, textOf('bond-rr'));
    write(
      `${PROC}/.list`,
      ['ab', 'alb', 'arp', 'bc', 'down', 'lacp', 'new', 'none', 'rr', 'tlb', 'xor'].map((b) => `bond-${b}\n`).join(''),
    );
    const after = await announce('bond-new');
    expect(after.changed).toEqual(['bond/bond-new', 'slave/bond-new/rr0', 'slave/bond-new/rr1']);
  });

  it('about a bond that is gone has it forgotten, and a new name found under which it went on', async () => {
    const { write, remove, announce } = await polledReader();
    remove(`${PROC}/bond-none`);
    expect((await announce('bond-none')).states.has('bond/bond-none')).toBe(false);
    remove(`${PROC}/bond-down`);
    write(`${PROC}/bond-idle`, textOf('bond-down'));
    write(
      `${PROC}/.list`,
      ['ab', 'alb', 'arp', 'bc', 'idle', 'lacp', 'rr', 'tlb', 'xor'].map((b) => `bond-${b}\n`).join(''),
    );
    const after = await announce('bond-idle');
    expect([after.states.has('bond/bond-down'), after.states.has('bond/bond-idle')]).toEqual([false, true]);
  });

  it('about very many devices has everything read instead of each looked up', async () => {
    const { announce } = await polledReader();
    const after = await announce(...Array.from({ length: 1000 }, (_, index) => `veth${index}`));
    expect(after.asked.filter((path) => path.endsWith('/master'))).toEqual([]);
    expect(after.asked.filter((path) => path.startsWith(PROC))).toHaveLength(11);
  });

  it('without a device has everything in its namespace read, and nothing elsewhere', async () => {
    const { announceIn } = await polledReader();
    const after = await announceIn('blue');
    expect(after.asked.filter((path) => path.includes(PROC))).toEqual([`blue:${PROC}`, `blue:${PROC}/bond0`]);
    expect(after.asked.filter((path) => !path.startsWith('blue:'))).toEqual([]);
  });

  it('in a namespace that was not there before has its bonds found', async () => {
    const { write, announceIn } = await polledReader();
    write(`/netns/green${PROC}/bond0`, textOf('bond-none'));
    expect((await announceIn('green', 'bond0')).changed).toEqual(['bond/green:bond0']);
  });

  it('has everything read in a namespace whose bonds could not be listed', async () => {
    const { write, remove, poll, announceIn } = await polledReader();
    const folder = `/netns/blue${PROC}`;
    remove(folder);
    write(`${folder}.error`, 'refused EIO');
    expect((await poll()).problems).toEqual([{ subject: 'blue', message: `${PROC}: EIO` }]);
    remove(`${folder}.error`);
    write(`${folder}/bond0`, inFailover);
    const after = await announceIn('blue', 'bond0');
    expect(after.asked.filter((path) => path.startsWith(`blue:${PROC}`))).toEqual([
      `blue:${PROC}`,
      `blue:${PROC}/bond0`,
    ]);
    expect([after.outcome, after.states.has('slave/blue:bond0/ab0')]).toEqual(['ok', true]);
  });

  it('has the bond read again that could not be understood', async () => {
    const { write, poll, announce } = await polledReader();
    write(`${PROC}/bond-ab`, '');
    expect((await poll()).outcome).toBe('partial');
    expect((await announce('rr0')).outcome).toBe('partial');
    write(`${PROC}/bond-ab`, inFailover);
    const after = await announce('bond-ab');
    expect([after.outcome, after.changed]).toEqual(['ok', ['bond/bond-ab']]);
  });
});

describe('settings that /proc does not tell', () => {
  const FILE = `${SYSFS}/bond0/bonding/num_grat_arp`;
  const announcedBy = (states: ReadonlyMap<string, State>) => states.get('bond/bond0')?.fields.num_grat_arp;
  const textAt = (name: string) => readFileSync(join(fixtures, `moments/active-backup/${name}.txt`), 'utf8');

  it('are seen at once when the bond is announced and /proc has nothing new', async () => {
    const { write, announce } = await polledReader('active-backup');
    write(FILE, '7\n');
    expect(announcedBy((await announce('bond0')).states)).toBe(7);
  });

  it('are seen at the next poll when something else was announced with them', async () => {
    const { write, announce, poll } = await polledReader('active-backup');
    write(FILE, '7\n');
    write(`${PROC}/bond0`, textAt('03-after-failover'));
    const atOnce = await announce('bond0');
    expect([atOnce.asked, announcedBy(atOnce.states)]).toEqual([[`${PROC}/bond0`], 1]);
    expect(announcedBy((await poll()).states)).toBe(7);
  });

  it('are seen without any announcement when they are old, and not read before', async () => {
    const { write, poll, pass } = await polledReader('active-backup');
    write(FILE, '7\n');
    pass(19);
    expect((await poll()).asked).toEqual([PROC, `${PROC}/bond0`]);
    pass(1);
    expect(announcedBy((await poll()).states)).toBe(7);
  });

  it('of many bonds are not all read in the same poll', async () => {
    const { poll, pass } = await polledReader();
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
    const { write, poll } = await polledReader('active-backup');
    const reselect = (states: ReadonlyMap<string, State>) => states.get('bond/bond0')?.fields.primary_reselect;
    write(`${PROC}/bond0`, textAt('16-primary-cleared'));
    write(`${SYSFS}/bond0/bonding/primary_reselect`, 'better 1\n');
    expect(reselect((await poll()).states)).toBe('better');
    write(`${PROC}/bond0`, textAt('02-before'));
    expect(reselect((await poll()).states)).toBe('always');
  });

  it('may be missing on an old kernel', async () => {
    const { remove, poll, pass } = await polledReader('active-backup');
    remove(`${SYSFS}/bond0/bonding`);
    pass(20);
    const after = await poll();
    expect([after.outcome, after.problems, after.changed]).toEqual(['ok', [], []]);
  });

  it('that can not be read are a problem, keep their last value and hide nothing else', async () => {
    const { write, remove, poll, pass } = await polledReader('active-backup');
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
