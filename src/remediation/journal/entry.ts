import { z } from 'zod';
import { modes, type Plan } from '../../actions/action.ts';
import type { JsonObject } from '../../core/json.ts';
import { guardNames, type Verdict } from '../guards/guard.ts';
import type { Step } from '../step.ts';
import type { Trigger } from '../trigger.ts';

/** What became of a decision. `waiting` and `begun` are not its end. */
export const outcomes = [
  'observed',
  'proposed',
  'waiting',
  'refused',
  'begun',
  'done',
  'undone',
  'unproven',
  'failed',
  'rejected',
  'expired',
] as const;
export type Outcome = (typeof outcomes)[number];

const labels = z.record(z.string(), z.string());
const id = z.string().regex(/^[0-9a-f]{8}$/, 'expected the id of a decision');

const trigger: z.ZodType<Trigger> = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('alert'),
    from: z.enum(['host', 'alertmanager']),
    name: z.string(),
    fingerprint: z.string(),
    since: z.number(),
    labels,
  }),
  z.strictObject({ by: z.literal('person'), who: z.string(), request: z.string(), labels }),
  z.strictObject({ by: z.literal('clock'), labels }),
]);

const step: z.ZodType<Step> = z.strictObject({
  kind: z.string(),
  args: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});

const witness = z.strictObject({ name: z.string(), agrees: z.boolean(), words: z.string() });

const plan: z.ZodType<Plan> = z.strictObject({
  summary: z.string(),
  steps: z.array(step),
  expects: z.string(),
  undo: z.array(step),
  irreversible: z.string().exactOptional(),
  witness,
  alsoHolds: z.array(z.string()).exactOptional(),
});

const verdict: z.ZodType<Verdict> = z.strictObject({
  guard: z.enum(guardNames),
  says: z.enum(['yes', 'no', 'unasked']),
  words: z.string(),
  until: z.number().exactOptional(),
});

function listOf<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z.array(item);
}

/** Evidence as it stands in texts. */
export const evidence: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const words = z.string();

/** An action was considered: why, what it would do, and what every guard says. */
const decided = z.strictObject({
  what: z.literal('decided'),
  id,
  action: z.string(),
  object: z.string(),
  mode: z.enum(modes),
  trigger,
  outcome: z.enum(['observed', 'proposed', 'waiting', 'refused', 'begun', 'done']),
  words,
  plan: z.exactOptional(plan),
  evidence: z.exactOptional(evidence),
  verdicts: listOf(verdict),
});

/** A person, the clock or the end of the alert has answered a decision that waited. */
const answered = z.strictObject({
  what: z.literal('answered'),
  id,
  answer: z.enum(['approved', 'rejected', 'expired']),
  by: z.string(),
  words,
});

/** From here on the host may have been touched. `settings` are what the steps set, in their order. */
const intent = z.strictObject({
  what: z.literal('intent'),
  id,
  action: z.string(),
  object: z.string(),
  holds: listOf(z.string()),
  trigger,
  plan,
  evidence,
  settings: listOf(z.strictObject({ name: z.string(), value: z.string() })),
  verifyWithin: z.number(),
  fleet: z.boolean(),
});

/** A step begins, or is over. `undo` steps are those of the plan's undo. */
const stepEntry = z.strictObject({
  what: z.literal('step'),
  id,
  undo: z.boolean(),
  index: z.int(),
  phase: z.enum(['begun', 'done', 'failed', 'skipped']),
  words,
});

const closed = z.strictObject({
  what: z.literal('closed'),
  id,
  outcome: z.enum(['done', 'undone', 'unproven', 'failed']),
  words,
  evidence: z.exactOptional(evidence),
});

/** The agent has found a decision that an earlier run had begun and not closed. */
const recovered = z.strictObject({ what: z.literal('recovered'), id, words });

/** A setting that an action has written was found to be otherwise, without an action of ours. */
const reverted = z.strictObject({
  what: z.literal('reverted'),
  id,
  setting: z.string(),
  ours: z.string(),
  found: z.string(),
});

/** Too many deeds in a short time: nothing more until a person resumes. */
const latched = z.strictObject({ what: z.literal('latched'), words });

/** A person clears what only a person can: the latch, and for all objects or one the failures and contests. */
const resumed = z.strictObject({
  what: z.literal('resumed'),
  by: z.string(),
  object: z.string().exactOptional(),
  words,
});

/** What a crash left behind the last whole line. */
const torn = z.strictObject({ what: z.literal('torn'), words });

export const entrySchema = z.discriminatedUnion('what', [
  decided,
  answered,
  intent,
  stepEntry,
  closed,
  recovered,
  reverted,
  latched,
  resumed,
  torn,
]);

export type Entry = z.output<typeof entrySchema>;
export type EntryOf<What extends Entry['what']> = Extract<Entry, { readonly what: What }>;

/** An entry as it stands in the journal, with the time at which it was written, in milliseconds since 1970. */
export type Written = { readonly at: number; readonly number: number; readonly entry: Entry };
