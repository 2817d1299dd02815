import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bond, device, reading } from '../../../../test/support/status-server.ts';
import { detailsOf } from './details-of.ts';
import { objectsOf } from './objects-of.ts';

const snapshots = [
  reading('interface', [
    device('eth10'),
    device('eth9'),
    device('eth2', { state: 'no-carrier' }),
    device('eth0', { netns: 'blue', kind: 'veth', state: 'no-carrier' }),
    device('br0', { kind: 'bridge', state: 'admin-down' }),
    device('eth3', { master: 'br0' }),
  ]),
  reading('bond', bond('bond0', { eth9: 'up', eth10: 'down' })),
  reading('alert', [device('no object')]),
];
const names = (wish: Partial<Parameters<typeof objectsOf>[1]>) =>
  objectsOf(snapshots, { offset: 0, limit: 50, ...wish }).objects.map(({ name }) => name);

describe('the list of objects', () => {
  it('has the broken ones first, and numbers in their order', () => {
    expect(names({ collector: 'interface' })).toEqual(['eth2', 'blue:eth0', 'br0', 'eth3', 'eth9', 'eth10']);
  });

  it.each([
    [{ text: 'eth10' }, ['bond0/eth10', 'eth10']],
    [{ text: 'NO carrier' }, ['eth2', 'blue:eth0']],
    [{ kind: 'slave' }, ['bond0/eth10', 'bond0/eth9']],
    [{ broken: true, collector: 'interface' }, ['eth2', 'blue:eth0']],
    [{ text: 'nowhere' }, []],
  ])('shows what fits %j', (wish, expected) => {
    expect(names(wish)).toEqual(expected);
  });

  it('comes in pages that together are everything, once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (limit) => {
        const { total } = objectsOf(snapshots, { offset: 0, limit });
        const ids: string[] = [];
        for (let offset = 0; offset < total; offset += limit) {
          ids.push(...objectsOf(snapshots, { offset, limit }).objects.map(({ id }) => id));
        }
        expect(new Set(ids).size).toBe(total);
        expect(ids).toHaveLength(total);
      }),
    );
  });
});

describe('an object', () => {
  it('is shown with its fields, its events and what belongs to it', () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/hosts/a/netsteward',
      type: 'netsteward.bond.mii-status-changed',
      subject: 'bond0',
      time: '2026-01-31T12:00:00.000Z',
      datacontenttype: 'application/json',
      severity: 'warning',
      sequence: '0000000000000001',
      bootepoch: 'b',
      data: { message: 'bond0: a link is down' },
    } as const;
    const about = (collector: string, subject: string) => (collector === 'bond' && subject === 'bond0' ? [event] : []);
    const details = detailsOf(snapshots, 'bond/bond/bond0', about);
    expect(details).toMatchObject({
      level: 'warning',
      state: 'one link left of 2',
      fields: { mode: 'active-backup' },
      events: [{ time: Date.parse(event.time), message: 'bond0: a link is down' }],
    });
    expect(details?.related.map(({ name }) => name)).toEqual(['bond0/eth10', 'bond0/eth9']);
    expect(detailsOf(snapshots, 'interface/interface/br0', about)?.related.map(({ name }) => name)).toEqual(['eth3']);
  });

  it('may be a namespace, which is what is in it', () => {
    const details = detailsOf(snapshots, 'interface/namespace/blue', () => []);
    expect(details).toMatchObject({ name: 'blue', level: 'notice', related: [{ name: 'blue:eth0' }] });
  });

  it.each(['', 'bond', 'bond/bond/none', 'nobody/bond/bond0', 'interface/namespace/red', '//'])('%j is none', (id) => {
    expect(detailsOf(snapshots, id, () => [])).toBeUndefined();
  });
});
