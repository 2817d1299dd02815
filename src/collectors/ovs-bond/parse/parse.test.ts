import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBondShow } from './bond-show.ts';
import { hasBit, lacpBits } from './lacp-bits.ts';
import { parseLacpShow } from './lacp-show.ts';
import { parseLacpStats } from './lacp-stats.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures', `${name}.txt`), 'utf8');
const bond = (moment: string, name: string) =>
  parseBondShow(fixture(`${moment}/bond-show`)).find((one) => one.name === name);
const lacp = (moment: string, name: string) =>
  parseLacpShow(fixture(`${moment}/lacp-show`)).find((one) => one.name === name);
const MOMENTS = ['3.1/steady', '3.1/one-leg-down', '3.1/all-down', '3.1/recovered', '2.6-derived'];

describe('bond/show', () => {
  it('tells the settings, the members and which one is active', () => {
    expect(bond('3.1/steady', 'bond-ab')).toEqual({
      name: 'bond-ab',
      mode: 'active-backup',
      updelay: 0,
      downdelay: 0,
      lacpStatus: 'off',
      lacpFallback: false,
      primary: 'eab0',
      activeMember: 'eab0',
      members: [
        { name: 'eab0', enabled: true, mayEnable: true, waiting: undefined, loads: new Map() },
        { name: 'eab1', enabled: true, mayEnable: true, waiting: undefined, loads: new Map() },
      ],
    });
    expect(bond('3.1/steady', 'bond-slb')).toMatchObject({ updelay: 200, downdelay: 100, primary: null });
  });

  it('shows a failover, and a bond with no member left', () => {
    const active = MOMENTS.slice(0, 3).map((moment) => bond(moment, 'bond-ab')?.activeMember);
    expect(active).toEqual(['eab0', 'eab1', null]);
    expect(bond('3.1/one-leg-down', 'bond-ab')?.members.map(({ enabled }) => enabled)).toEqual([false, true]);
  });

  it('shows a bond that falls back because its partner is silent, and one that does not', () => {
    expect(bond('3.1/steady', 'fallback')).toMatchObject({ lacpStatus: 'configured', lacpFallback: true });
    expect(bond('3.1/steady', 'silent')).toMatchObject({ lacpStatus: 'configured', activeMember: null });
  });

  it('tells the load of each hash in bytes, and the delay that a member waits for', () => {
    const { members = [] } = bond('3.1/loads', 'bond-slb') ?? {};
    expect([...(members[0]?.loads ?? [])].length).toBeGreaterThan(2);
    for (const [hash, load] of members[0]?.loads ?? []) {
      expect([hash < 256, load % 1024, load > 0]).toEqual([true, 0, true]);
    }
    expect(members[1]?.waiting).toBeGreaterThan(0);
    expect(members[1]).toMatchObject({ enabled: false, mayEnable: true });
  });

  it('is understood in the words of 2.6, without the lines that it lacks', () => {
    expect(bond('2.6-derived', 'bond0')).toMatchObject({
      lacpFallback: undefined,
      primary: undefined,
      activeMember: 'eth0',
      members: [
        {
          name: 'eth0',
          loads: new Map([
            [0, 0],
            [77, 22327 * 1024],
          ]),
        },
        { name: 'eth1', waiting: 150, mayEnable: false },
      ],
    });
  });

  it('names a preferred member that is not in the bond', () => {
    const text = fixture('3.1/steady/bond-show').replace('primary: eab0', 'primary: eth9 (no such member)');
    expect(parseBondShow(text).find(({ name }) => name === 'bond-ab')?.primary).toBe('eth9');
  });

  it('is nothing where there is no bond', () => {
    expect(parseBondShow('')).toEqual([]);
  });

  it.each([
    ['bond_mode: active-backup', 'bonding: x', '"bond_mode" in the lines that begin here'],
    ['updelay: 200 ms', 'updelay: soon', 'updelay'],
    ['may_enable: true', 'may_enable: perhaps', 'true or false'],
    ['---- gal ----', 'gal', 'bond/show:1: expected the name of a bond'],
  ])('is an error where %j is %j', (good, bad, message) => {
    expect(() => parseBondShow(fixture('3.1/steady/bond-show').replace(good, bad))).toThrow(message);
  });

  it('is an error where a load is no number of kilobytes', () => {
    const text = fixture('2.6-derived/bond-show').replace('22327 kB', 'much');
    expect(() => parseBondShow(text)).toThrow('bond/show:15: expected a load');
  });

  it('may end anywhere without being misread as another bond', () => {
    const text = fixture('3.1/steady/bond-show');
    const names = parseBondShow(text).map(({ name }) => name);
    for (let end = 0; end <= text.length; end += 7) {
      let found: readonly string[] = [];
      try {
        found = parseBondShow(text.slice(0, end)).map(({ name }) => name);
      } catch {
        // Cut in the middle of what is needed: an error is right.
      }
      expect(names.slice(0, found.length)).toEqual(found);
    }
  });
});

describe('lacp/show', () => {
  it('tells both sides of every link', () => {
    const found = lacp('3.1/steady', 'lag');
    expect(found).toMatchObject({ active: true, negotiated: true, systemPriority: 65534, key: 5, time: 'fast' });
    expect(found?.members[0]).toMatchObject({
      name: 'ela0',
      status: 'current',
      attached: true,
      actor: { portId: 6, key: 5, state: 63 },
      partner: { portId: 2, key: 1, state: 62 },
    });
    expect(lacp('3.1/steady', 'gal')?.active).toBe(false);
  });

  it('shows a partner that fell silent, and one that was never heard', () => {
    expect(lacp('3.1/one-leg-down', 'lag')?.members.map(({ status }) => status)).toEqual(['expired', 'current']);
    expect(lacp('3.1/steady', 'silent')?.members[0]).toMatchObject({
      status: 'defaulted',
      attached: false,
      partner: { systemId: '00:00:00:00:00:00', state: 0 },
    });
  });

  it('is understood in the words of 2.6', () => {
    expect(lacp('2.6-derived', 'bond0')).toMatchObject({
      key: null,
      members: [{ name: 'eth0', actor: { state: 61 } }],
    });
  });

  it('names its bits from the lowest to the highest', () => {
    expect(lacpBits.filter((bit) => hasBit(0b11000001, bit))).toEqual(['activity', 'defaulted', 'expired']);
  });

  it.each([
    ['actor state: activity', 'actor state: lively', 'expected activity, timeout'],
    ['current attached', 'asleep attached', 'expected current, expired, defaulted'],
    ['partner key: 5', 'partner key: five', 'a whole number as "partner key"'],
    ['sys_id', 'id', '"sys_id" in the lines that begin here'],
  ])('is an error where %j is %j', (good, bad, message) => {
    expect(() => parseLacpShow(fixture('3.1/steady/lacp-show').replace(good, bad))).toThrow(message);
  });
});

describe('lacp/show-stats', () => {
  it('counts what each member sent and received', () => {
    const found = parseLacpStats(fixture('3.1/one-leg-down/lacp-show-stats'));
    expect(found.find(({ member }) => member === 'ela0')).toEqual({
      ...{ bond: 'lag', member: 'ela0', sent: 7, received: 7, bad: 0, markers: 0 },
      ...{ expired: 0, defaulted: 0, carrierChanges: 1 },
    });
  });

  it('leaves out what 2.6 does not count', () => {
    expect(parseLacpStats(fixture('2.6-derived/lacp-show-stats'))).toEqual([
      {
        ...{ bond: 'bond0', member: 'eth0', sent: 14, received: 12, bad: 1, markers: undefined },
        ...{ expired: undefined, defaulted: undefined, carrierChanges: undefined },
      },
    ]);
  });
});

describe('the recorded answers', () => {
  it('agree about who the members are', () => {
    for (const moment of MOMENTS) {
      const bonds = new Map(parseBondShow(fixture(`${moment}/bond-show`)).map((one) => [one.name, one]));
      for (const { name, members } of parseLacpShow(fixture(`${moment}/lacp-show`))) {
        const known = bonds.get(name)?.members.map((member) => member.name) ?? [];
        expect(known).toEqual(expect.arrayContaining(members.map((member) => member.name)));
      }
    }
    expect(readdirSync(join(import.meta.dirname, '../fixtures/3.1')).length).toBe(5);
  });
});
