import { describe, expect, it } from 'vitest';
import { HostError, ParseError } from '../../core/errors.ts';
import type { Hands } from '../../host/hands.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { openStep } from './catalogue.ts';

const signal = new AbortController().signal;
const kernel = { netns: 'blue', bond: 'bond0', slave: 'eth1', expected: 'eth0' };
const SOCKET = '/run/openvswitch/ovs-vswitchd.7.ctl';
const ovs = { socket: SOCKET, bond: 'bond0', member: 'p1', expected: 'p0' };

/** Hands that note what they are told, and refuse what `refuse` names. */
function notingHands(refuse: Readonly<Record<string, string>> = {}) {
  const told: (readonly unknown[])[] = [];
  const host = recordedHost('/nowhere');
  const hands: Hands = {
    write: async (...args) => void told.push(args.slice(0, -1)),
    putFile: async () => undefined,
    removeFile: async () => undefined,
    call: async (socket, method, params) => {
      told.push([socket, method, params]);
      const words = refuse[method];
      if (words !== undefined) throw new HostError('refused', method, words);
      return 'done';
    },
    ask: host.ask,
    run: async () => '',
  };
  return { hands, told };
}

const said = (answer: string) => ({ ...recordedHost('/nowhere'), call: async () => answer });

describe('a step that chooses the active slave of a bond of the kernel', () => {
  it('says what it sets, and writes it in the namespace', async () => {
    const step = openStep({ kind: 'bonding', args: kernel });
    expect([step.words, step.setting, step.expected]).toEqual([
      'make eth1 the active slave of blue:bond0 (is eth0)',
      { name: 'bond blue:bond0 active_slave', value: 'eth1' },
      'eth0',
    ]);
    const { hands, told } = notingHands();
    await step.carryOut(hands, signal);
    expect(told).toEqual([['blue', '/sys/class/net/bond0/bonding/active_slave', 'eth1\n']]);
  });

  it.each([
    { bond: '../../../proc/sysrq-trigger' },
    { bond: 'bond0/bonding' },
    { bond: '..' },
    { netns: '../1' },
    { slave: '' },
    { slave: 'eth1\nb' },
    { slave: '-eth1;reboot' },
    { slave: 'eth0' },
    { more: 1 },
  ])('is refused with %o', (wrong) => {
    expect(() => openStep({ kind: 'bonding', args: { ...kernel, ...wrong } })).toThrow();
  });
});

describe('a step that chooses the active member of a bond of Open vSwitch', () => {
  const step = openStep({ kind: 'ovs-bond-active', args: ovs });

  it('says what it sets, whichever process the daemon is', () => {
    expect([step.words, step.setting]).toEqual([
      'make p1 the active member of bond0 in Open vSwitch (is p0)',
      { name: 'ovs bond bond0 active member', value: 'p1' },
    ]);
    const other = openStep({ kind: 'ovs-bond-active', args: { ...ovs, socket: '/run/ovs-b/ovs-vswitchd.9.ctl' } });
    expect(other.setting?.name).toBe('ovs bond /run/ovs-b:bond0 active member');
  });

  it('reads the active member in the words of every release', async () => {
    const shown = (words: string) => `---- bond0 ----\nbond_mode: active-backup\n${words}\n\nmember p0: enabled\n`;
    expect(await step.current?.(said(shown('active member mac: 66:1f:73:9a:88:a4(p0)')), signal)).toBe('p0');
    expect(await step.current?.(said(shown('active slave mac: 66:1f:73:9a:88:a4(p1)')), signal)).toBe('p1');
    expect(await step.current?.(said(shown('active member mac: 00:00:00:00:00:00(none)')), signal)).toBe('none');
    await expect(step.current?.(said(shown('')), signal)).rejects.toBeInstanceOf(ParseError);
  });

  it('uses the command of old releases where there is no other', async () => {
    const unknown = '"bond/set-active-member" is not a valid command (use "list-commands" to see a list)';
    const old = notingHands({ 'bond/set-active-member': unknown });
    await step.carryOut(old.hands, signal);
    expect(old.told.map(([, method]) => method)).toEqual(['bond/set-active-member', 'bond/set-active-slave']);
    const current = notingHands({ 'bond/set-active-member': 'cannot make disabled member active' });
    await expect(step.carryOut(current.hands, signal)).rejects.toThrow('cannot make disabled member active');
    expect(current.told).toHaveLength(1);
  });

  it.each([
    { socket: '/etc/passwd' },
    { socket: '/run/../etc/x.ctl' },
    { socket: 'ovs-vswitchd.7.ctl' },
    { bond: 'bond0 p0' },
    { member: 'p1;x' },
    { member: 'p0' },
  ])('is refused with %o', (wrong) => {
    expect(() => openStep({ kind: 'ovs-bond-active', args: { ...ovs, ...wrong } })).toThrow();
  });
});
