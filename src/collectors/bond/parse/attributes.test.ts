import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { attributeNumber, attributesBeside, settingNames, settingValue } from './attributes.ts';

const FILE = '/sys/class/net/bond0/bonding/x';

describe('the text of a setting in sysfs', () => {
  it.each([
    ['xmit_hash_policy', 'layer3+4 1\n', 'layer3+4'],
    ['primary_reselect', 'always 0\n', 'always'],
    ['ad_actor_system', '00:00:00:00:00:00\n', '00:00:00:00:00:00'],
    ['num_grat_arp', '5\n', 5],
    ['lacp_rate', 'slow 0\n\0', 'slow'],
    ['num_grat_arp', '1\n\0', 1],
    ['ad_actor_sys_prio', '', null],
    ['min_links', 'NA\n', null],
  ])('of %s: %j is %j', (name, text, value) => {
    expect(settingValue(name, FILE, text)).toBe(value);
  });

  it.each(['many\n', '-1\n', '1.5\n', '0x10\n', '9007199254740993\n'])(
    'is refused where a number should stand: %j',
    (text) => {
      expect(() => settingValue('min_links', FILE, text)).toThrow(`${FILE}:1: expected a whole number`);
    },
  );

  it('is a value, nothing, or a ParseError, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingNames), fc.string(), (name, text) => {
        try {
          const value = settingValue(name, FILE, text);
          if (typeof value === 'number') expect(text).toContain(String(value));
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});

describe('a number in sysfs', () => {
  it.each([
    ['63\n', 63],
    ['N/A\n', undefined],
    ['', undefined],
  ])('%j is %j', (text, value) => {
    expect(attributeNumber(FILE, text)).toBe(value);
  });
});

describe('the attributes to read', () => {
  it('are those that /proc does not tell', () => {
    const told = { miimon: 100, arp_interval: 0 };
    expect(attributesBeside({ ...told, min_links: 0 }, '802.3ad')).not.toContain('min_links');
    expect(attributesBeside(told, '802.3ad')).toContain('min_links');
  });

  it.each([
    [
      'active-backup',
      { miimon: 100, arp_interval: 0 },
      'primary_reselect fail_over_mac use_carrier num_grat_arp all_slaves_active resend_igmp',
    ],
    [
      'active-backup',
      { miimon: 0, arp_interval: 200, arp_missed_max: 2 },
      'primary_reselect fail_over_mac arp_validate arp_all_targets num_grat_arp all_slaves_active resend_igmp',
    ],
    ['balance-rr', { miimon: 100, arp_interval: 0 }, 'use_carrier all_slaves_active resend_igmp packets_per_slave'],
    ['broadcast', { miimon: 100, arp_interval: 0 }, 'use_carrier all_slaves_active'],
  ])('are those that have an effect in %s with %j', (mode, told, names) => {
    expect(attributesBeside(told, mode).join(' ')).toBe(names);
  });
});
