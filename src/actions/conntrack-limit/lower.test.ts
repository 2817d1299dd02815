import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filling, limitSettings } from '../../../test/support/conntrack-evidence.ts';
import type { Step } from '../../remediation/step.ts';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal, type PastDeed } from '../action.ts';
import type { Evidence } from './evidence.ts';
import { judgeLimit } from './judge.ts';
import { originOf, writtenBefore } from './past.ts';
import { planLimit } from './plan.ts';
import { OBJECT } from './target.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const LIMIT = 'sysctl net.netfilter.nf_conntrack_max';
const BUCKETS = 'sysctl net.netfilter.nf_conntrack_buckets';
const FILE = 'file /etc/sysctl.d/90-netsteward-conntrack.conf';
const KEPT = 'net.netfilter.nf_conntrack_max=131072 net.netfilter.nf_conntrack_buckets=131072';

const target = { object: OBJECT, labels: new Map() };
type Set = { readonly name: string; readonly before: string; readonly value: string };
const set = (name: string, from: number | string, to: number | string): Set => ({
  name,
  before: String(from),
  value: String(to),
});
/** The undo of a deed, as a plan of this action has it. */
const back = ({ name, before, value }: Set): Step => {
  const [kind = '', what = ''] = name.split(' ');
  if (kind === 'file') return { kind: 'sysctl-file', args: { path: what, settings: before, expected: value } };
  return { kind, args: { name: what, value: Number(before), expected: Number(value) } };
};
const deed = (hoursAgo: number, ...settings: readonly Set[]): PastDeed => ({
  at: NOW - hoursAgo * HOUR,
  object: OBJECT,
  outcome: 'done',
  settings,
  undo: settings.map(back),
});

const calm = filling({
  limit: 131_072,
  buckets: 131_072,
  entries: 9000,
  entries_before: 9000,
  all_entries: 20_000,
  fullest: { netns: 'blue', entries: 11_000 },
});
const raise = deed(3, set(LIMIT, 65_536, 131_072), set(BUCKETS, 65_536, 131_072));

function ask(history: readonly PastDeed[], evidence: Evidence = calm, given: unknown = {}) {
  const settings = limitSettings({ lower_after: '2h', ...Object(given) });
  return planLimit({ target, settings, evidence, alert: new Map(), history, now: NOW });
}
const words = (...given: Parameters<typeof ask>) => {
  const made = ask(...given);
  return isRefusal(made) ? made.refused : made.steps.map((step) => openStep(step).words);
};

describe('a limit that was raised', () => {
  it('is lowered to what it was, with its buckets', () => {
    expect(words([raise])).toEqual([
      'write 65536 to net.netfilter.nf_conntrack_max (is 131072)',
      'write 65536 to net.netfilter.nf_conntrack_buckets (is 131072)',
    ]);
    const made = ask([raise]);
    if (isRefusal(made)) throw new Error(made.refused);
    expect(made.summary).toBe(
      'lower net.netfilter.nf_conntrack_max from 131072 to 65536: the limit was raised to 131072 3h ago, and nothing was wrong since',
    );
    expect(made.undo.map((step) => openStep(step).words)).toEqual([
      'write 131072 to net.netfilter.nf_conntrack_buckets (is 65536)',
      'write 131072 to net.netfilter.nf_conntrack_max (is 65536)',
    ]);
  });

  it('is lowered past several raises, and its file is taken away', () => {
    const kept = { ...calm, file: KEPT };
    const first = deed(9, set(LIMIT, 32_768, 65_536), set(FILE, 'absent', 'net.netfilter.nf_conntrack_max=65536'));
    const second = deed(3, set(LIMIT, 65_536, 131_072), set(FILE, 'net.netfilter.nf_conntrack_max=65536', KEPT));
    expect(words([first, second], kept, { persist: true })).toEqual([
      'write 32768 to net.netfilter.nf_conntrack_max (is 131072)',
      `remove /etc/sysctl.d/90-netsteward-conntrack.conf (says ${KEPT})`,
    ]);
  });

  it.each([
    ['it is not wanted', [raise], calm, { lower_after: undefined }, 'the limit is not the cause'],
    ['the raise was taken back', [{ ...raise, outcome: 'undone' }], calm, {}, 'the limit is not the cause'],
    ['it was the raise of another object', [{ ...raise, object: 'x' }], calm, {}, 'the limit is not the cause'],
    ['this action has not raised it', [], calm, {}, 'the limit is not the cause'],
    ['somebody else has changed it', [raise], { ...calm, limit: 200_000 }, {}, 'the limit is not the cause'],
    ['it is too early', [{ ...raise, at: NOW - HOUR }], calm, {}, 'it is to be calm for 2h'],
    [
      'a table is still in need of it',
      [raise],
      { ...calm, fullest: { netns: 'blue', entries: 40_000 } },
      {},
      'the table of namespace blue holds 40000 connections, which is too much for 65536',
    ],
    ['other tables can not be seen', [raise], { ...calm, fullest: null }, {}, 'can not be seen'],
    [
      'a table was full since',
      [raise],
      { ...calm, log: { lines: 0, seconds_ago: 3000 } },
      {},
      "a table was full 50m ago by the kernel's log",
    ],
  ] as const)('is left when %s', (_, history, evidence, given, expected) => {
    expect(words(history, evidence, given)).toContain(expected);
  });

  it('is not lowered for an alert', () => {
    const settings = limitSettings({ lower_after: '2h' });
    const alert = new Map([['alertname', 'ConntrackDropping']]);
    const made = planLimit({ target, settings, evidence: calm, alert, history: [raise], now: NOW });
    expect(isRefusal(made) && made.refused).toContain('the limit is not the cause');
  });

  it('comes back at once when that was a mistake', () => {
    const plan = ask([raise]);
    if (isRefusal(plan)) throw new Error(plan.refused);
    const settings = limitSettings({ lower_after: '2h' });
    const judge = (after: Evidence) => judgeLimit({ target, settings, plan, before: calm, after, seconds: 1 });
    expect(judge({ ...calm, limit: 65_536, lost: { drop: 3, early_drop: 0, insert_failed: 0 } }).effect).toBe('worse');
    expect(judge({ ...calm, limit: 65_536, entries: 60_000 }).effect).toBe('worse');
    expect(judge({ ...calm, limit: 65_536 }).effect).toBe('waiting');
  });
});

describe('what a setting was before all deeds', () => {
  it('is told only as far back as each deed found what the one before had left', () => {
    const values = fc.array(fc.record({ before: fc.nat({ max: 3 }), value: fc.nat({ max: 3 }) }), { maxLength: 8 });
    fc.assert(
      fc.property(values, fc.nat({ max: 3 }), (deeds, current) => {
        const history = deeds.map(({ before, value }, index) => deed(10 - index, set(LIMIT, before, value)));
        const origin = originOf(writtenBefore(history), LIMIT, String(current));
        const last = deeds.at(-1);
        if (last === undefined || last.value !== current) {
          expect(origin).toBeUndefined();
          return;
        }
        const broken = deeds.findLastIndex(({ before }, index) => index > 0 && deeds[index - 1]?.value !== before);
        expect(origin).toEqual({
          value: String(deeds[Math.max(0, broken)]?.before),
          at: NOW - (10 - (deeds.length - 1)) * HOUR,
        });
      }),
      { numRuns: 2000 },
    );
  });
});
