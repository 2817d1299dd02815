import type { PointSet } from '../../core/metric.ts';
import type { FieldValue, State } from '../../core/state.ts';
import { actionMetrics } from '../about.ts';
import { objections } from '../guards/guard.ts';
import { outcomes as allOutcomes, type Outcome, type Written } from '../journal/entry.ts';
import { triggerWords } from '../trigger.ts';
import type { Named } from './occurrence.ts';

/** What stands of decisions among the states, and what was counted. */
export type Ledger = {
  readonly add: (written: Written) => void;
  /** Decisions that are kept, by id. */
  readonly named: (id: string) => Named | undefined;
  readonly states: () => readonly State[];
  readonly figures: (points: PointSet) => void;
};

type Line = Named & {
  readonly id: string;
  readonly at: number;
  readonly outcome: Outcome;
  readonly words: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
};

/** Decisions that are over and still shown. */
const SHOWN = 50;
const GOING_ON: ReadonlySet<Outcome> = new Set(['waiting', 'begun']);

/**
 * @param earlier entries of earlier runs: shown, and not counted
 * @param actions those whose counts begin at 0, so that the first of each can be seen to be one more
 */
export function createLedger(earlier: readonly Written[], actions: readonly string[] = []): Ledger {
  const lines = new Map<string, Line>();
  const ends = allOutcomes.filter((outcome) => !GOING_ON.has(outcome));
  const outcomes = new Map(actions.flatMap((action) => ends.map((outcome) => [`${action} ${outcome}`, 0])));
  const suppressed = new Map<string, number>();

  const prune = () => {
    const over = [...lines.values()].filter(({ outcome }) => !GOING_ON.has(outcome));
    for (const { id } of over.slice(0, Math.max(0, over.length - SHOWN))) lines.delete(id);
  };

  const put = (id: string, line: Line) => {
    // Last in the order, as it has changed last.
    lines.delete(id);
    lines.set(id, line);
  };

  const show = ({ at, entry }: Written) => {
    if (entry.what === 'decided') {
      const { id, action, object, outcome, words, trigger, plan, mode } = entry;
      const summary = plan?.summary ?? '';
      const fields = { summary, asked_by: triggerWords(trigger), mode, decided_at: new Date(at).toISOString() };
      put(id, { id, action, object, trigger, at, outcome, words, fields });
    }
    const line = 'id' in entry ? lines.get(entry.id) : undefined;
    if (line === undefined) return;
    if (entry.what === 'intent') put(line.id, { ...line, at, outcome: 'begun', words: 'it is carried out' });
    else if (entry.what === 'closed') put(line.id, { ...line, at, outcome: entry.outcome, words: entry.words });
    else if (entry.what === 'step' && line.outcome === 'begun') put(line.id, { ...line, words: entry.words });
    else if (entry.what === 'answered' && entry.answer !== 'approved') {
      put(line.id, { ...line, at, outcome: entry.answer, words: `${entry.answer} by ${entry.by}: ${entry.words}` });
    }
  };

  const count = ({ entry }: Written) => {
    if (entry.what === 'decided') {
      if (!GOING_ON.has(entry.outcome)) increase(outcomes, `${entry.action} ${entry.outcome}`);
      for (const { guard } of objections(entry.verdicts)) increase(suppressed, `${entry.action} ${guard}`);
    } else if (entry.what === 'closed') {
      increase(outcomes, `${lines.get(entry.id)?.action ?? 'unknown'} ${entry.outcome}`);
    } else if (entry.what === 'answered' && entry.answer !== 'approved') {
      increase(outcomes, `${lines.get(entry.id)?.action ?? 'unknown'} ${entry.answer}`);
    }
  };

  for (const written of earlier) show(written);
  prune();

  return {
    add: (written) => {
      show(written);
      count(written);
      prune();
    },
    named: (id) => lines.get(id),
    states: () => [...lines.values()].reverse().map(stateOf),
    figures: (points) => {
      for (const [key, value] of outcomes) points.add(actionMetrics.actions, key.split(' '), value);
      for (const [key, value] of suppressed) points.add(actionMetrics.suppressed, key.split(' '), value);
    },
  };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function stateOf({ id, action, object, at, outcome, words, fields }: Line): State {
  return {
    kind: 'decision',
    subject: id,
    fields: { action, object, outcome, words, ...fields, changed_at: new Date(at).toISOString() },
  };
}
