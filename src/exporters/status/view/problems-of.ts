import type { Snapshot } from '../../../core/snapshot.ts';
import type { ObjectId } from '../model/object.ts';
import type { ActionStatus, OtherAlert, Problem } from '../model/status.ts';
import { actionWords, concerns } from './actions-of.ts';
import { type AlertFacts, alertsOf, only } from './alerts-of.ts';
import { findingsOf, type ProblemLevel, type Trouble, troublesOf } from './findings.ts';
import { byLabels, labelsOfObject } from './named-by-labels.ts';
import { byLevel, idOf, NOT_OBJECTS } from './verdicts/views.ts';

/** When an object last came to be as it is, in milliseconds since 1970; nothing where the log does not tell. */
export type SinceWhen = (collector: string, subject: string) => number | undefined;

const MOST_ALSO = 6;
/** What has more than this share of its words in common with the alert about it says nothing new. */
const SAME_WORDS = 0.6;
/** Of the same level, those that somebody thought of beforehand come first. */
const sources: readonly Problem['source'][] = ['alert', 'collector', 'object'];

/**
 * Everything that is wrong, worst first: alerts, what the readings say by themselves, and what could not be read. What an
 * alert tells already is not told again.
 */
export function problemsOf(
  snapshots: readonly Snapshot[],
  actions: readonly ActionStatus[],
  sinceWhen: SinceWhen,
  startedAt: number,
): readonly Problem[] {
  const troubles = troublesOf(findingsOf(snapshots));
  const troubleOf = new Map(troubles.flatMap((trouble) => trouble.all.map(({ id }) => [id, trouble] as const)));
  const blind = blindnessOf(snapshots);
  const named = byLabels([
    ...objectsIn(snapshots),
    ...blind.map(({ id, name }) => ({ id, labels: { collector: name } })),
  ]);
  const told = new Set<ObjectId>();
  const found = alertsOf(snapshots).map((alert): FoundAlert => {
    const ids = named(alert.labels);
    for (const id of ids) told.add(id);
    return { alert, ids, trouble: ids.flatMap((id) => troubleOf.get(id) ?? [])[0] };
  });
  // Alerts of which each has a trouble of its own, or none, stand alone.
  const groups = Map.groupBy(found, ({ alert, trouble }) => trouble ?? alert);
  const isCollector = new Set(blind.map(({ id }) => id));
  const ofAlerts = [...groups.values()].map((group) => problemOfAlerts(group, actions, isCollector));

  const ofObjects = troubles
    .filter((trouble) => !groups.has(trouble))
    .map((trouble): Problem => {
      const { root, all } = trouble;
      const level = worstOf(trouble);
      const since = all.flatMap(({ collector, state }) => sinceWhen(collector, state.subject) ?? [])[0];
      return {
        id: root.id,
        source: 'object',
        level,
        title: root.verdict.title,
        object: root.id,
        since: since ?? startedAt,
        isAtLeast: since === undefined,
        ...shortened(all.slice(1).map(({ verdict }) => verdict.title)),
        done: doneAbout(actions, new Set(all.map(({ state }) => state.subject))),
      };
    });

  const ofCollectors = blind
    .filter(({ id }) => !told.has(id))
    .map((one): Problem => {
      const since = sinceWhen('agent', one.name);
      return { ...one.problem, since: since ?? startedAt, isAtLeast: since === undefined };
    });

  return [...ofAlerts, ...ofObjects, ...ofCollectors].sort(
    (a, b) =>
      byLevel(a, b) ||
      sources.indexOf(a.source) - sources.indexOf(b.source) ||
      (b.since ?? 0) - (a.since ?? 0) ||
      Number(a.id > b.id) - Number(a.id < b.id),
  );
}

function* objectsIn(snapshots: readonly Snapshot[]) {
  for (const { collector, states } of snapshots) {
    if (NOT_OBJECTS.has(collector)) continue;
    for (const state of states.values()) yield { id: idOf(collector, state), labels: labelsOfObject(collector, state) };
  }
}

type FoundAlert = {
  readonly alert: AlertFacts;
  readonly ids: readonly ObjectId[];
  readonly trouble: Trouble | undefined;
};

/** Alerts of one trouble are told as one: the worst first, and of these that of its root. */
function problemOfAlerts(
  group: readonly FoundAlert[],
  actions: readonly ActionStatus[],
  isCollector: ReadonlySet<ObjectId>,
): Problem {
  const isOfRoot = ({ ids, trouble }: FoundAlert) => trouble !== undefined && ids.includes(trouble.root.id);
  const sorted = group.toSorted((a, b) => byLevel(a.alert, b.alert) || Number(isOfRoot(b)) - Number(isOfRoot(a)));
  const [main = sorted[0], ...rest] = sorted;
  if (main === undefined) throw new RangeError('a group of alerts has at least one');
  const { alert, ids, trouble } = main;
  const told = wordsOf(group.map((one) => `${one.alert.problem.title} ${one.alert.problem.description}`).join(' '));
  const named = new Set(group.flatMap((one) => one.ids));
  const parts = trouble?.all.filter(({ id, verdict }) => !(named.has(id) && isToldBy(told, verdict.title))) ?? [];
  const object = ids.find((id) => !isCollector.has(id));
  const names = new Set(group.flatMap((one) => [...namesOf(one.alert, one.trouble)]));
  const level = worst(group.map((one) => (trouble === undefined ? one.alert.level : withTrouble(one.alert, trouble))));
  return {
    ...alert.problem,
    level,
    ...only('object', object),
    ...shortened(parts.map(({ verdict }) => verdict.title)),
    done: doneAbout(actions, names),
    ...only('others', rest.length === 0 ? undefined : rest.map(otherOf)),
  };
}

/** Whether most words of a sentence have been said already. */
function isToldBy(told: ReadonlySet<string>, sentence: string): boolean {
  const words = [...wordsOf(sentence)];
  return words.filter((word) => told.has(word)).length > words.length * SAME_WORDS;
}

/** The words that mean something: `eth1`, `carrier`. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

function otherOf({ alert: { problem } }: FoundAlert): OtherAlert {
  const { id, title, standing, since, action, alert, runbookUrl } = problem;
  return {
    id,
    title,
    ...only('standing', standing),
    ...only('since', since),
    ...only('action', action),
    ...only('alert', alert),
    ...only('runbookUrl', runbookUrl),
  };
}

/** An alert that is only pending, about an object of which one can already see that it is broken. */
function withTrouble(alert: AlertFacts, trouble: Trouble): ProblemLevel {
  if (alert.isSilenced || alert.level === 'critical') return alert.level;
  const level = worstOf(trouble);
  return byLevel({ level }, alert) < 0 && alert.problem.standing !== 'firing' ? level : alert.level;
}

function worstOf({ all }: Trouble): ProblemLevel {
  return worst(all.map(({ verdict }) => verdict.level));
}

function worst(some: readonly ProblemLevel[]): ProblemLevel {
  return some.reduce((so, level) => (byLevel({ level }, { level: so }) < 0 ? level : so), 'notice');
}

function shortened(words: readonly string[]): Pick<Problem, 'also' | 'moreAlso'> {
  return { also: words.slice(0, MOST_ALSO), moreAlso: Math.max(0, words.length - MOST_ALSO) };
}

function namesOf({ subject, labels }: AlertFacts, trouble: Trouble | undefined): ReadonlySet<string> {
  return new Set([subject, ...labels.values(), ...(trouble?.all.map(({ state }) => state.subject) ?? [])]);
}

function doneAbout(actions: readonly ActionStatus[], names: ReadonlySet<string>): readonly string[] {
  return actions.filter((action) => concerns(action, names)).map(actionWords);
}

/** Collectors that could not read the host, or not all of it. */
function blindnessOf(snapshots: readonly Snapshot[]) {
  return snapshots.flatMap(({ collector, outcome, problems }) => {
    if (outcome !== 'failed' && outcome !== 'partial') return [];
    const id = `agent/collector/${collector}`;
    const title =
      outcome === 'failed'
        ? `The ${collector} collector could not read the host: nothing is known of it`
        : `The ${collector} collector could not read everything`;
    const problem: Problem = {
      id,
      source: 'collector',
      level: outcome === 'failed' ? 'warning' : 'notice',
      title,
      standing: outcome,
      ...shortened(problems.map(({ subject, message }) => `${subject}: ${message}`)),
      done: [],
    };
    return [{ id, name: collector, problem }];
  });
}
