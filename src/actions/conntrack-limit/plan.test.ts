import { describe, expect, it } from 'vitest';
import { filling, limitSettings } from '../../../test/support/conntrack-evidence.ts';
import { limitPlan, NOW } from '../../../test/support/conntrack-plan.ts';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal, type PastDeed, type Plan, type Refusal } from '../action.ts';
import { planLimit } from './plan.ts';
import { OBJECT } from './target.ts';

function planned(given: Plan | Refusal): Plan {
  if (isRefusal(given)) throw new Error(`refused: ${given.refused}`);
  return given;
}

const refusal = (given: Plan | Refusal): string => (isRefusal(given) ? given.refused : 'a plan');

describe('the plan for a table that is filling', () => {
  it('raises the limit so that the table lasts an hour, and buckets with it', () => {
    const made = planned(limitPlan(filling()));
    expect(made.steps.map((step) => openStep(step).words)).toEqual([
      'write 262144 to net.netfilter.nf_conntrack_max (is 65536)',
      'write 262144 to net.netfilter.nf_conntrack_buckets (is 65536)',
    ]);
    expect(made.undo.map((step) => openStep(step).words)).toEqual([
      'write 65536 to net.netfilter.nf_conntrack_buckets (is 262144)',
      'write 65536 to net.netfilter.nf_conntrack_max (is 262144)',
    ]);
    expect(made.summary).toBe(
      "raise net.netfilter.nf_conntrack_max from 65536 to 262144 and its buckets from 65536 to 262144: the host's own table holds 59000 of 65536 connections (90 %); it grows by 100 a second",
    );
    expect(made.expects).toBe(
      "net.netfilter.nf_conntrack_max is 262144, the host's own table is less than 80 % full, and 5s after the raise no more is lost",
    );
  });

  it('raises by half when the table hardly grows', () => {
    expect(planned(limitPlan(filling({ entries_before: 59_000 }))).steps[0]?.args).toMatchObject({ value: 98_304 });
  });

  it('takes what a full table had no room for as growth', () => {
    const lost = { drop: 20, early_drop: 0, insert_failed: 0 };
    const made = planned(limitPlan(filling({ entries: 65_536, entries_before: 65_536, lost })));
    expect(made.summary).toContain('it grows by 10 a second');
    expect(made.steps[0]?.args).toMatchObject({ value: 131_072 });
  });

  it('believes an alert that has seen growth over a longer time', () => {
    const evidence = filling({ entries: 40_000, entries_before: 40_000 });
    expect(refusal(limitPlan(evidence))).toContain('the limit is not the cause');
    const made = planned(limitPlan(evidence, {}, { alertname: 'ConntrackFullSoon' }));
    expect(made.summary).toContain('is full in 10m at its present growth');
    expect(made.steps[0]?.args).toMatchObject({ value: 193_536 });
  });

  it('leaves buckets alone where there are more than connections', () => {
    const made = planned(limitPlan(filling({ limit: 64, entries: 64, entries_before: 64 })));
    expect(made.steps).toEqual([
      { kind: 'sysctl', args: { name: 'net.netfilter.nf_conntrack_max', value: 128, expected: 64 } },
    ]);
  });

  it('sets buckets by the module where the kernel takes them by no other door', () => {
    const evidence = filling({ buckets: 16_384, buckets_by: 'module', file: 'absent' });
    expect(planned(limitPlan(evidence, { persist: true })).steps.map((step) => openStep(step).words)).toEqual([
      'write 262144 to net.netfilter.nf_conntrack_max (is 65536)',
      'write 65536 to /sys/module/nf_conntrack/parameters/hashsize (is 16384)',
      'write net.netfilter.nf_conntrack_max=262144 to /etc/sysctl.d/90-netsteward-conntrack.conf (is not there)',
    ]);
  });

  it('keeps both over reboots if wanted, and brings an earlier file of its own back', () => {
    const made = planned(limitPlan(filling({ file: 'net.netfilter.nf_conntrack_max=65536' }), { persist: true }));
    expect(made.steps.at(-1)?.args).toEqual({
      path: '/etc/sysctl.d/90-netsteward-conntrack.conf',
      settings: 'net.netfilter.nf_conntrack_max=262144 net.netfilter.nf_conntrack_buckets=262144',
      expected: 'net.netfilter.nf_conntrack_max=65536',
    });
    expect(made.undo[0]?.args).toMatchObject({ settings: 'net.netfilter.nf_conntrack_max=65536' });
  });

  it("leaves somebody else's file alone, and says so", () => {
    const made = planned(limitPlan(filling({ file: 'other text (SHA-256 0123456789abcdef)' }), { persist: true }));
    expect(made.steps.map(({ kind }) => kind)).toEqual(['sysctl', 'sysctl']);
    expect(made.summary).toContain('90-netsteward-conntrack.conf is not ours (other text (SHA-256 0123456789abcdef))');
  });

  it('names the namespace that alone has most connections', () => {
    const hog = filling({ netns: 'blue', all_entries: 59_500 });
    expect(planned(limitPlan(hog)).summary).toContain(
      'network namespace blue alone has 99 % of all connections (59000), and the limit is one for all',
    );
    expect(refusal(limitPlan(hog, { when_one_namespace: 'refuse' }))).toBe(
      'network namespace blue alone has 99 % of all connections (59000): the table of namespace blue holds 59000 of 65536 connections (90 %); see what fills it there, or set when_one_namespace to raise',
    );
    const shared = filling({ netns: 'blue', all_entries: 100_000 });
    expect(planned(limitPlan(shared, { when_one_namespace: 'refuse' })).steps).toHaveLength(2);
  });
});

describe('a plan is refused', () => {
  it('when the count is far below the limit, with the place to look at', () => {
    const lost = { drop: 9, early_drop: 0, insert_failed: 9 };
    const evidence = filling({
      entries: 7000,
      entries_before: 7000,
      lost,
      fullest: { netns: 'blue', entries: 30_000 },
    });
    expect(refusal(limitPlan(evidence))).toBe(
      "the limit is not the cause: the host's own table holds 7000 of 65536 connections (11 %), and the kernel's log says nothing of a full table; the fullest table is the table of namespace blue with 30000; entries fail to be inserted: look at the ports that are left for address translation",
    );
  });

  it('but not when it is half full and the kernel has just said that it was', () => {
    const evidence = filling({ entries: 40_000, entries_before: 40_000, log: { lines: 4, seconds_ago: 30 } });
    expect(planned(limitPlan(evidence)).witness).toEqual({
      name: "the kernel's log",
      agrees: true,
      words: 'said 30s ago that the table is full (4 lines)',
    });
    for (const other of [
      { ...evidence, log: { lines: 0, seconds_ago: 3000 } },
      { ...evidence, entries: 7000, entries_before: 7000 },
    ]) {
      expect(refusal(limitPlan(other))).toMatch(/and the kernel's log said last (?:30s|50m) ago that it was full/);
    }
  });

  it('when what the kernel has said was of a limit that this action has raised since', () => {
    const log = { lines: 4, seconds_ago: 30 };
    const evidence = filling({ entries: 40_000, entries_before: 40_000, log });
    const args = { name: 'net.netfilter.nf_conntrack_max', value: 40_000, expected: 65_536 };
    const raised = (secondsAgo: number): readonly PastDeed[] => [
      {
        at: NOW - secondsAgo * 1000,
        object: OBJECT,
        outcome: 'done',
        settings: [{ name: 'sysctl net.netfilter.nf_conntrack_max', value: '65536' }],
        undo: [{ kind: 'sysctl', args }],
      },
    ];
    const ask = (secondsAgo: number) =>
      planLimit({
        target: { object: OBJECT, labels: new Map() },
        settings: limitSettings(),
        evidence,
        alert: new Map([['alertname', 'x']]),
        history: raised(secondsAgo),
        now: NOW,
      });
    expect(refusal(ask(10))).toContain("the kernel's log says nothing of a full table");
    expect(isRefusal(ask(60))).toBe(false);
  });

  it('at the ceiling of the configuration', () => {
    expect(refusal(limitPlan(filling(), { max: 65_536 }))).toContain(
      'but the limit is at its ceiling: it is 65536, and max is 65536',
    );
    expect(refusal(limitPlan(filling(), { max: 70_000 }))).toContain(
      'but a raise from 65536 to 70000 would leave the table 84 % full: max is 70000',
    );
  });

  it('when memory does not allow it', () => {
    expect(refusal(limitPlan(filling({ memory_available: 8 * 2 ** 20 })))).toContain(
      'but the limit is at its ceiling: it is 65536, and memory allows 61139 (10 % of 8MiB at 392 bytes a connection)',
    );
  });

  it('where the limit can not be set, or there is none', () => {
    expect(refusal(limitPlan(filling({ writable: false })))).toContain('can only be read from here');
    expect(refusal(limitPlan(filling({ limit: 0 })))).toBe('net.netfilter.nf_conntrack_max is 0: there is no limit');
  });
});

describe('the second witness', () => {
  it('is the counters of losses when the log is silent', () => {
    const { witness } = planned(limitPlan(filling({ lost: { drop: 7, early_drop: 1, insert_failed: 2 } })));
    expect(witness).toEqual({ name: "the kernel's counters", agrees: true, words: '6 losses within 2s' });
  });

  it('is a second count otherwise', () => {
    expect(planned(limitPlan(filling())).witness).toEqual({
      name: 'a second count, read from nf_conntrack_count',
      agrees: true,
      words: '59000 of 65536 (90 %), full in 1m5s at its present growth',
    });
  });
});
