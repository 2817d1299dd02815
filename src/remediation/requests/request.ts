import { z } from 'zod';
import { modes } from '../../actions/action.ts';
import { guardNames } from '../guards/guard.ts';
import { evidence } from '../journal/entry.ts';

const id = z.string().regex(/^[0-9a-f]{16}$/, 'expected the id of a request');
const decisionId = z.string().regex(/^[0-9a-f]{8}$/, 'expected the id of a decision, eight hexadecimal digits');
const who = z.string().min(1).max(200);
const words = z.string().max(1_000);
const labels = z.record(z.string(), z.string().max(8_192));

/** What a person asks of the running agent. */
const wish = z.discriminatedUnion('what', [
  /** What would be decided; nothing is recorded or done. */
  z.strictObject({ what: z.literal('plan'), action: z.string(), labels }),
  z.strictObject({ what: z.literal('run'), action: z.string(), labels }),
  z.strictObject({ what: z.literal('approve'), decision: decisionId, words }),
  z.strictObject({ what: z.literal('reject'), decision: decisionId, words }),
  /** Clears the storm, failures and contests; with an object only that object's failures and contests. */
  z.strictObject({ what: z.literal('resume'), object: z.string().exactOptional(), words }),
]);

export type Wish = z.output<typeof wish>;

/** `at`: milliseconds since 1970. */
export const requestSchema = z.strictObject({ id, at: z.number(), who, wish });

export type Request = z.output<typeof requestSchema>;

/** A decision as a person is shown it. */
const shown = z.strictObject({
  id: decisionId,
  action: z.string(),
  object: z.string(),
  mode: z.enum(modes),
  outcome: z.string(),
  words: z.string(),
  verdicts: z.array(
    z.strictObject({ guard: z.enum(guardNames), says: z.enum(['yes', 'no', 'unasked']), words: z.string() }),
  ),
  plan: z
    .strictObject({
      summary: z.string(),
      steps: z.array(z.string()),
      expects: z.string(),
      undo: z.array(z.string()),
      irreversible: z.string().exactOptional(),
    })
    .exactOptional(),
  evidence: z.exactOptional(evidence),
});

export type ShownDecision = z.output<typeof shown>;

export const answerSchema = z.strictObject({ ok: z.boolean(), words: z.string(), decision: shown.exactOptional() });

export type Answer = z.output<typeof answerSchema>;
