import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { polledBonds } from '../../../test/support/polled-bonds.ts';

const PROC = '/proc/net/bonding';
const SYSFS = '/sys/class/net';
const textOf = (bond: string) =>
  readFileSync(join(import.meta.dirname, 'fixtures/hosts/all-modes', PROC, bond), 'utf8');
const inFailover = textOf('bond-ab').replace('Currently Active Slave: ab1', 'Currently Active Slave: ab0');

describe('a notification', () => {
  it('about a bond has only that bond read', async () => {
    const { write, announce } = await polledBonds();
    write(`${PROC}/bond-ab`, inFailover);
    const after = await announce('bond-ab');
    expect(after.asked).toEqual([`${PROC}/bond-ab`]);
    expect(after.changed).toEqual(['bond/bond-ab']);
  });

  it('about a slave has only its bond read', async () => {
    const { write, announce } = await polledBonds();
    write(`${PROC}/bond-ab`, inFailover);
    const after = await announce('ab0');
    expect(after.asked).toEqual([PROC, `${PROC}/bond-ab`, `${SYSFS}/ab0/master`]);
    expect(after.changed).toEqual(['bond/bond-ab']);
  });

  it('about several devices has each bond read once', async () => {
    const { announce } = await polledBonds();
    const after = await announce('ab0', 'ab1', 'rr0');
    expect(after.asked.filter((path) => path.startsWith(`${PROC}/`))).toEqual([`${PROC}/bond-ab`, `${PROC}/bond-rr`]);
  });

  it('about a device that is now the slave of another bond has both read', async () => {
    const { write, announce } = await polledBonds();
    write(`${SYSFS}/ab0/master.link`, '../bond-rr\n');
    const after = await announce('ab0');
    expect(after.asked).toEqual([PROC, `${PROC}/bond-ab`, `${PROC}/bond-rr`, `${SYSFS}/ab0/master`]);
  });

  it('about a strange device has no bond read, unless it became a slave', async () => {
    const { write, announce } = await polledBonds();
    expect((await announce('veth7')).asked).toEqual([PROC, `${SYSFS}/veth7/master`]);
    write(`${SYSFS}/veth7/master.link`, '../br0\n');
    expect((await announce('veth7')).asked).toEqual([PROC, `${SYSFS}/veth7/master`]);
    write(`${SYSFS}/veth7/master.link`, '../bond-none\n');
    expect((await announce('veth7')).asked).toEqual([PROC, `${PROC}/bond-none`, `${SYSFS}/veth7/master`]);
  });

  it('whose words tell whose slave a device is has nothing looked up', async () => {
    const { announceText } = await polledBonds();
    const text = (rest: string) => `7: x0: <UP> mtu 1500 qdisc noqueue ${rest}`;
    const slave = text('master bond-ab state UP \\    bond_slave state ACTIVE mii_status UP ');
    expect((await announceText('ab0', slave)).asked).toEqual([`${PROC}/bond-ab`]);
    expect((await announceText('veth7', text('state UP \\    veth '))).asked).toEqual([]);
    expect((await announceText('veth7', text('master br0 state UP \\    veth '))).asked).toEqual([]);
    // It has left its bond for another.
    const moved = text('master bond-rr state UP \\    bond_slave state ACTIVE mii_status UP ');
    expect((await announceText('ab1', moved)).asked).toEqual([`${PROC}/bond-ab`, `${PROC}/bond-rr`]);
    expect((await announceText('ab1', text('state DOWN \\    dummy '))).asked).toEqual([`${PROC}/bond-ab`]);
    expect((await announceText('ab1', `Deleted ${text('state DOWN \\    dummy ')}`)).asked).toContain(PROC);
    expect((await announceText('bond-new', text('state UP \\    bond mode balance-rr miimon 0 '))).asked).toContain(
      PROC,
    );
  });

  it('about any device leaves a host without bonds as it is', async () => {
    const { announceText, remove, poll } = await polledBonds('no-bonds');
    remove(PROC);
    expect((await poll()).outcome).toBe('absent');
    expect((await announceText('veth7', '7: veth7: <UP> mtu 1500 state UP \\    veth ')).outcome).toBe('absent');
  });

  it('about a new bond has it found', async () => {
    const { write, announce } = await polledBonds();
    write(`${PROC}/bond-new`, textOf('bond-rr'));
    write(
      `${PROC}/.list`,
      ['ab', 'alb', 'arp', 'bc', 'down', 'lacp', 'new', 'none', 'rr', 'tlb', 'xor'].map((b) => `bond-${b}\n`).join(''),
    );
    const after = await announce('bond-new');
    expect(after.changed).toEqual(['bond/bond-new', 'slave/bond-new/rr0', 'slave/bond-new/rr1']);
  });

  it('about a bond that is gone has it forgotten, and a new name found under which it went on', async () => {
    const { write, remove, announce } = await polledBonds();
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
    const { announce } = await polledBonds();
    const after = await announce(...Array.from({ length: 1000 }, (_, index) => `veth${index}`));
    expect(after.asked.filter((path) => path.endsWith('/master'))).toEqual([]);
    expect(after.asked.filter((path) => path.startsWith(PROC))).toHaveLength(11);
  });

  it('without a device has everything in its namespace read, and nothing elsewhere', async () => {
    const { announceIn } = await polledBonds();
    const after = await announceIn('blue');
    expect(after.asked.filter((path) => path.includes(PROC))).toEqual([`blue:${PROC}`, `blue:${PROC}/bond0`]);
    expect(after.asked.filter((path) => !path.startsWith('blue:'))).toEqual([]);
  });

  it('in a namespace that was not there before has its bonds found', async () => {
    const { write, announceIn } = await polledBonds();
    write(`/netns/green${PROC}/bond0`, textOf('bond-none'));
    expect((await announceIn('green', 'bond0')).changed).toEqual(['bond/green:bond0']);
  });

  it('has everything read in a namespace whose bonds could not be listed', async () => {
    const { write, remove, poll, announceIn } = await polledBonds();
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
    const { write, poll, announce } = await polledBonds();
    write(`${PROC}/bond-ab`, '');
    expect((await poll()).outcome).toBe('partial');
    expect((await announce('rr0')).outcome).toBe('partial');
    write(`${PROC}/bond-ab`, inFailover);
    const after = await announce('bond-ab');
    expect([after.outcome, after.changed]).toEqual(['ok', ['bond/bond-ab']]);
  });
});
