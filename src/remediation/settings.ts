import { z } from 'zod';
import { modes } from '../actions/action.ts';
import { readMatcher, selectorProblem } from '../alerts/silences/read-matcher.ts';
import { duration } from '../core/duration.ts';
import { messageOf } from '../core/errors.ts';
import type { Matcher } from '../promql/matcher.ts';
import { fleetSettings } from './fleet/settings.ts';
import { windowSettings } from './windows/settings.ts';

/** What can be set about remediation as a whole. Times in seconds. */
export const remediationSettings = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether alerts are answered with actions at all. Without it nothing is even considered.'),
  dry_run: z
    .boolean()
    .default(false)
    .describe('Whether everything is decided and nothing carried out, whatever the modes of the actions say.'),
  stop_files: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Files that stop all actions as long as one of them is there; its first line is shown as the reason. `stop` in the state directory is always one of them.',
    ),
  maintenance: windowSettings
    .default([])
    .describe(
      'Times in which people are at work and nothing is done: `{from, to}` once, or `{days, start, end, zone}` every week.',
    ),
  fleet: fleetSettings
    .prefault({})
    .describe('How many hosts are acted upon at the same time: a lease is asked for before every change.'),
  concurrency: z.int().min(1).max(100).default(1).describe('How many actions may be going on at the same time.'),
  per_hour: z.int().min(0).max(10_000).default(10).describe('How often this host may be changed within an hour.'),
  storm: z
    .strictObject({
      times: z.int().min(1).max(10_000).default(5).describe('So many changes within that time are a storm.'),
      within: duration({ min: 1, max: 86_400 }).prefault('10m').describe('The time in which they are counted.'),
    })
    .prefault({})
    .describe('When everything stops until a person resumes it (`netsteward actions resume`).'),
  approval_expires: duration({ min: 10, max: 604_800 })
    .prefault('30m')
    .describe('How long a plan waits for a person. A newer one is made when its alert still fires then.'),
  contested_after: z
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe('How often somebody else may change back what an action has set, before it is left alone.'),
  token_file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the bearer token with which actions can be approved, rejected and asked for over HTTP. A client certificate or a password of the web configuration does as well.',
    ),
});

export type RemediationSettings = z.output<typeof remediationSettings>;

/** One way in which an alert may fit: all of its matchers do. */
export type Selector = readonly Matcher[];

const selector = z.array(z.string()).transform((texts, context): Selector => {
  const matchers: Matcher[] = [];
  for (const [index, text] of texts.entries()) {
    try {
      matchers.push(readMatcher(text));
    } catch (error) {
      context.issues.push({ code: 'custom', input: text, path: [index], message: messageOf(error) });
    }
  }
  // As with silences, one matcher has to need a value.
  if (matchers.length === texts.length && selectorProblem(matchers) !== undefined) {
    const message = 'expected a matcher that needs a value, such as alertname=ConntrackFilling: every alert fits these';
    context.issues.push({ code: 'custom', input: texts, message });
  }
  return matchers;
});

/** What can be set about every action. What an action says itself is its default. */
export const actionSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether this action is ever considered.'),
  mode: z
    .enum(modes)
    .optional()
    .describe(
      'observe: what would be decided is recorded. propose: the plan is shown, and nothing done. approve: the plan waits for a person. auto: it is carried out.',
    ),
  on: z
    .array(selector)
    .optional()
    .describe(
      'Which alerts start it: each entry is a list of matchers that all have to fit, such as `["alertname=ConntrackFilling", "severity=critical"]`. An empty list means none.',
    ),
  cooldown: duration({ min: 0, max: 2_592_000 })
    .optional()
    .describe('How long after a change no other is made to the same object.'),
  per_hour: z
    .int()
    .min(0)
    .max(10_000)
    .default(4)
    .describe('How often it may change something on this host within an hour.'),
  attempts: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'How often it is tried for one object when it does not help. After that a person is told, and it is not tried again.',
    ),
  verify_within: duration({ min: 0.1, max: 86_400 })
    .optional()
    .describe('Within which time it has to be proven that it helped.'),
  every: duration({ min: 10, max: 2_592_000 }).optional().describe('How often it runs by itself, where it can.'),
  only_within: windowSettings
    .optional()
    .describe(
      'Times outside of which it changes nothing, written as those of `remediation.maintenance`. Default: none.',
    ),
  owners: z
    .enum(['refuse', 'go-on'])
    .default('refuse')
    .describe(
      'What to do about a setting that another program keeps at its own value (kube-proxy, TuneD, NetworkManager …).',
    ),
});

export type ActionSettings = z.output<typeof actionSettings>;
