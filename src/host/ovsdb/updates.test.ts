import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { monitorRequests, wantedColumns } from './schema.ts';
import { emptyTables, updated } from './updates.ts';

const map = { key: 'string', value: 'string', min: 0, max: 'unlimited' };
// Columns of every form that vswitch.ovsschema has.
const schema = {
  name: 'Open_vSwitch',
  tables: {
    Port: {
      columns: {
        name: { type: 'string', mutable: false },
        interfaces: { type: { key: { type: 'uuid', refTable: 'Interface' }, max: 'unlimited' } },
        tag: { type: { key: { type: 'integer', minInteger: 0, maxInteger: 4095 }, min: 0, max: 1 } },
        trunks: { type: { key: 'integer', min: 0, max: 4096 } },
        external_ids: { type: map },
        bond_downdelay: { type: 'integer' },
        fake_bridge: { type: 'boolean' },
        qos: { type: { key: { type: 'uuid', refTable: 'QoS' }, min: 0, max: 1 } },
        cvlans: { type: { key: 'integer', min: 0, max: 4096 } },
      },
    },
  },
};
const request = {
  database: 'Open_vSwitch',
  tables: {
    Port: ['name', 'interfaces', 'tag', 'trunks', 'external_ids', 'bond_downdelay', 'fake_bridge', 'qos', 'newer'],
    Newer: ['name'],
  },
};
const columns = wantedColumns(schema, request);
const none = emptyTables(Object.keys(request.tables));
const rowOf = (row: Json) => updated(none, { Port: { u1: { initial: row } } }, 'update2', columns).Port?.get('u1');

it('asks only for tables and columns that the database has', () => {
  const names = ['name', 'interfaces', 'tag', 'trunks', 'external_ids', 'bond_downdelay', 'fake_bridge', 'qos'];
  expect(monitorRequests(columns)).toEqual({ Port: [{ columns: names }] });
});

describe('a row', () => {
  it('has plain values: sets are arrays, optional values a value or null, maps objects, uuids their text', () => {
    const row = {
      name: 'p0',
      interfaces: ['uuid', 'i1'],
      tag: 7,
      trunks: ['set', [1, 2]],
      external_ids: [
        'map',
        [
          ['a', '1'],
          ['__proto__', 'x'],
        ],
      ],
      bond_downdelay: 5,
      fake_bridge: true,
      qos: ['set', []],
    };
    const plain = rowOf(row);
    expect(plain).toMatchObject({
      name: 'p0',
      interfaces: ['i1'],
      tag: 7,
      trunks: [1, 2],
      qos: null,
      fake_bridge: true,
    });
    expect(Object.entries(plain?.external_ids ?? {})).toEqual([
      ['a', '1'],
      ['__proto__', 'x'],
    ]);
  });

  it('of which only changed columns are sent has the others as a new row has them', () => {
    expect(rowOf({})).toEqual({
      name: '',
      interfaces: [],
      tag: null,
      trunks: [],
      external_ids: {},
      bond_downdelay: 0,
      fake_bridge: false,
      qos: null,
    });
  });

  it.each([
    [{ name: ['set', ['a', 'b']] }],
    [{ name: ['set', []] }],
    [{ external_ids: ['map', [['a']]] }],
    [{ external_ids: 'a' }],
    [{ trunks: { a: 1 } }],
    [3],
  ])('that does not fit its columns is an error: %j', (row) => {
    expect(() => rowOf(row)).toThrow(TypeError);
  });

  it('can not be changed before it is there', () => {
    expect(() => updated(none, { Port: { u1: { modify: { tag: 1 } } } }, 'update2', columns)).toThrow(TypeError);
  });
});

type Port = { tag: number | undefined; trunks: ReadonlySet<number>; ids: ReadonlyMap<string, string> };

const port: fc.Arbitrary<Port> = fc.record({
  tag: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  trunks: fc.array(fc.integer({ min: 0, max: 5 })).map((all) => new Set(all)),
  ids: fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('', '1', '2')))
    .map((pairs) => new Map(pairs)),
});

/** As ovsdb-server writes a row: of a set with one member the bare member. */
const wire = ({ tag, trunks, ids }: Port) => ({
  tag: tag ?? ['set', []],
  trunks: trunks.size === 1 ? ([...trunks][0] ?? 0) : ['set', [...trunks]],
  external_ids: ['map', [...ids]],
});

/** The difference as ovsdb_datum_diff makes it (lib/ovsdb-data.c): of a pair whose value changed, the new one. */
function difference(before: Port, after: Port): Json {
  const trunks = [...before.trunks.symmetricDifference(after.trunks)];
  const pairs = [
    ...[...before.ids].filter(([key]) => !after.ids.has(key)),
    ...[...after.ids].filter(([key, value]) => before.ids.get(key) !== value),
  ];
  return {
    ...(before.tag === after.tag ? {} : { tag: after.tag ?? ['set', []] }),
    ...(trunks.length === 0 ? {} : { trunks: ['set', trunks] }),
    ...(pairs.length === 0 ? {} : { external_ids: ['map', pairs] }),
  };
}

const sorted = (row: Readonly<Record<string, Json>> | undefined) => ({
  ...row,
  trunks: [...(Array.isArray(row?.trunks) ? row.trunks : [])].sort(),
});

it('changes lead to the same rows whether whole rows or differences are sent', () => {
  fc.assert(
    fc.property(fc.array(port, { minLength: 1 }), (history) => {
      let whole = none;
      let patched = none;
      for (const [index, now] of history.entries()) {
        const before = history[index - 1];
        const change = before === undefined ? { insert: wire(now) } : { modify: difference(before, now) };
        whole = updated(whole, { Port: { u: { new: wire(now) } } }, 'update', columns);
        patched = updated(patched, { Port: { u: change } }, 'update2', columns);
        expect(sorted(patched.Port?.get('u'))).toEqual(sorted(whole.Port?.get('u')));
      }
      expect(updated(whole, { Port: { u: { old: {} } } }, 'update', columns)).toEqual(none);
      expect(updated(patched, { Port: { u: { delete: null } } }, 'update2', columns)).toEqual(none);
    }),
  );
});

it('an update leaves the tables of before as they were', () => {
  const one = updated(none, { Port: { u: { insert: {} } } }, 'update2', columns);
  updated(one, { Port: { u: { delete: null }, v: { insert: {} } } }, 'update2', columns);
  expect([...(one.Port?.keys() ?? [])]).toEqual(['u']);
  expect(none.Port?.size).toBe(0);
});
