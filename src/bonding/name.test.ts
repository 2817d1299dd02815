import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bondNamed, bondTarget, labelsOf, objectOf } from './name.ts';

const named = (labels: Readonly<Record<string, string>>) => bondNamed(new Map(Object.entries(labels)));

describe('the bond that labels name', () => {
  it.each([
    [{ bond: 'bond0' }, 'bond0'],
    [{ bond: 'bond0', netns: 'blue', slave: 'eth0' }, 'blue:bond0'],
    [{ bond: 'bond0', source: 'ovs' }, 'ovs/bond0'],
    [{ bond: 'bond0', bridge: 'br-ex' }, 'ovs/bond0'],
    [{ bond: 'dpdk-bond', daemon: '/run/ovs-b' }, 'ovs/run/ovs-b:dpdk-bond'],
  ])('%o is %s', (labels, object) => {
    const name = named(labels);
    expect('refused' in name ? name.refused : objectOf(name)).toBe(object);
  });

  it('is the same by the labels that are left of it', () => {
    for (const labels of [
      { bond: 'bond0', netns: 'blue' },
      { bond: 'b', daemon: '/run/x', source: 'ovs' },
      { bond: 'b' },
    ]) {
      const name = named(labels);
      if ('refused' in name) throw new Error(name.refused);
      expect(named(Object.fromEntries(labelsOf(name)))).toEqual(name);
    }
  });

  const hostile = [
    '',
    '.',
    '..',
    '../bond0',
    'bond0/../../etc',
    'bond0;reboot',
    '$(reboot)',
    'bond0\nbond1',
    'bond0\0',
    'bond 0',
    '\u202e0dnob',
    'bond0'.repeat(1000),
  ];

  it.each(hostile.map((text) => [JSON.stringify(text.slice(0, 20)), text]))('is refused by the name %s', (_, text) => {
    for (const source of ['kernel', 'ovs']) {
      const { refused } = {
        refused: '',
        ...bondTarget(
          new Map([
            ['bond', text],
            ['source', source],
          ]),
        ),
      };
      expect(refused).not.toBe('');
      expect(refused.length).toBeLessThan(200);
      expect(refused).not.toMatch(/\p{Cc}/u);
    }
  });

  it.each(hostile.slice(1).map((text) => [JSON.stringify(text.slice(0, 20)), text]))(
    'is refused in the place %s',
    (_, text) => {
      expect(named({ bond: 'bond0', netns: text })).toHaveProperty('refused');
      expect(named({ bond: 'bond0', daemon: text })).toHaveProperty('refused');
      expect(named({ bond: 'bond0', source: text })).toHaveProperty('refused');
    },
  );

  it('never holds what could be another path, whatever the labels are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a', 'ovs', 'kernel', '/run/x', '/run/../x', '..'),
    );
    const labels = fc.record({ bond: text, netns: text, source: text, daemon: text }, { requiredKeys: ['bond'] });
    fc.assert(
      fc.property(labels, (given) => {
        const name = named(given);
        if ('refused' in name) return;
        const place = name.source === 'kernel' ? name.netns : name.daemon;
        expect(name.bond).toMatch(/^[^/\s\p{C}]+$/u);
        expect(`${place}/${name.bond}`.split('/')).not.toContain('..');
        if (name.source === 'kernel') expect(place).not.toContain('/');
      }),
    );
  });
});
