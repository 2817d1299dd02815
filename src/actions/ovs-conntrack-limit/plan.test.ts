import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ovsConntrackTable } from '../../../test/support/ovs-conntrack-evidence.ts';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal } from '../action.ts';
import type { OvsConntrackEvidence } from './evidence.ts';
import { CONNECTION_BYTES } from './memory.ts';
import { planLimit } from './plan.ts';
import { ovsConntrackLimitSettings } from './settings.ts';

function planFor(evidence: OvsConntrackEvidence, settings: object = {}, labels: Readonly<Record<string, string>> = {}) {
  return planLimit({
    target: { object: 'conntrack', labels: new Map(Object.entries(labels)) },
    settings: ovsConntrackLimitSettings.parse(settings),
    evidence,
    alert: new Map(),
    now: 0,
    history: [],
  });
}

describe('a table that is full', () => {
  it('is made larger, and can be made as small again', () => {
    const zone = { zone: 5, limit: 100, connections: 100 };
    const plan = planFor(ovsConntrackTable({ rejected: 4, full_zones: [zone] }));
    if (isRefusal(plan)) throw new Error(plan.refused);
    expect(plan.summary).toBe(
      'raise the limit of connections of the userspace datapath from 1000 to 4000, until ovs-vswitchd ends: the table is 100 % full (1000 of 1000), growing by 2.0 a second; full by limits of their own, and so they stay: zone 5 (100 of 100)',
    );
    const [step] = plan.steps.map(openStep);
    const [back] = plan.undo.map(openStep);
    expect(step).toMatchObject({
      words:
        'ovs-appctl -t /run/openvswitch/ovs-vswitchd.4711.ctl dpctl/ct-set-maxconns netdev@ovs-netdev 4000 (is 1000)',
      setting: { name: 'ovs /run/openvswitch ct-maxconns', value: '4000' },
      expected: '1000',
    });
    expect([back?.setting?.value, back?.expected]).toEqual(['1000', '4000']);
    expect(plan.witness).toEqual({
      name: 'coverage conntrack_full',
      agrees: true,
      words: 'the table refused 4 connections within 2s',
    });
  });

  it('in ten minutes is made larger before', () => {
    const soon = ovsConntrackTable({ connections: 500, connections_before: 498 });
    expect(planFor(soon)).toMatchObject({ summary: expect.stringContaining('from 1000 to 4000') });
    expect(planFor({ ...soon, connections_before: 499 })).toMatchObject({ refused: expect.any(String) });
  });
});

it.each<[string, OvsConntrackEvidence, object, RegExp]>([
  ['has room', ovsConntrackTable({ connections: 400, connections_before: 400 }), {}, /not in the way.*40 % full/],
  [
    'has room while a zone has none',
    ovsConntrackTable({
      connections: 400,
      connections_before: 400,
      full_zones: [{ zone: 5, limit: 100, connections: 100 }],
    }),
    {},
    /zone 5 \(100 of 100\) \(dpctl\/ct-set-limits\)/,
  ],
  ['was closed by somebody', ovsConntrackTable({ limit: 0 }), {}, /somebody has closed the table/],
  [
    'is as large as allowed',
    ovsConntrackTable(),
    { max: 1000 },
    /the limit is at its ceiling: it is 1000.*max is 1000/,
  ],
  [
    'has no memory to grow into',
    ovsConntrackTable({ memory_available: 2 ** 20 }),
    {},
    /to 1136 would leave the table 88 % full: memory allows 1136 \(10 % of 1MiB, at 768 bytes a connection\)/,
  ],
  [
    'has a control group without room',
    ovsConntrackTable({ memory_of_group: 0 }),
    {},
    /memory allows 1000 \(10 % of 0B that its control group leaves/,
  ],
])('no larger table is planned for one that %s', (_, evidence, settings, words) => {
  expect(planFor(evidence, settings)).toMatchObject({ refused: expect.stringMatching(words) });
});

it('a zone is helped by its own limit only', () => {
  const zone = { zone: 7, limit: 10, connections: 10 };
  const labels = { zone: '7' };
  expect(planFor(ovsConntrackTable({ zone }), {}, labels)).toEqual({
    refused:
      'zone 7 (10 of 10) is at a limit of its own, which no limit of the table helps: raise it (dpctl/ct-set-limits) or talk to its owner',
  });
  expect(planFor(ovsConntrackTable(), {}, labels)).toEqual({ refused: 'zone 7 has no limit of its own any more' });
});

it('whatever was seen, no plan lowers the limit or takes more memory than its share, and its undo restores what was seen', () => {
  const count = fc.integer({ min: 0, max: 5_000_000 });
  const bytes = fc.option(fc.integer({ min: 0, max: 2 ** 36 }));
  const seen = fc.record({
    limit: count,
    connections: count,
    connections_before: count,
    rejected: fc.integer({ min: 0, max: 10_000 }),
    memory_available: bytes,
    memory_of_group: bytes,
  });
  fc.assert(
    fc.property(seen, fc.integer({ min: 1, max: 10_000_000 }), (more, max) => {
      const plan = planFor(ovsConntrackTable(more), { max });
      if (isRefusal(plan)) return;
      const { value, expected } = plan.steps[0]?.args ?? {};
      expect(expected).toBe(more.limit);
      expect(Number(value)).toBeGreaterThan(more.limit);
      expect(Number(value)).toBeLessThanOrEqual(max);
      const left = Math.min(more.memory_available ?? 2 ** 40, more.memory_of_group ?? 2 ** 40);
      expect((Number(value) - more.connections) * CONNECTION_BYTES).toBeLessThanOrEqual(left * 0.1);
      expect(plan.undo).toMatchObject([{ args: { value: more.limit, expected: value } }]);
    }),
  );
});
