import {
  isRefusal,
  type Plan,
  type Refusal,
  type RegisteredAction,
  type Seen,
  type Target,
} from '../../src/actions/action.ts';
import type { Reader, RegisteredCollector } from '../../src/collectors/collector.ts';
import type { Hands } from '../../src/host/hands.ts';
import type { NamespaceSelection } from '../../src/host/namespace-list.ts';
import { type RealHost, realHost } from '../../src/host/real-host.ts';
import { type Entry, entrySchema } from '../../src/remediation/journal/entry.ts';
import type { ReadyAction } from '../../src/remediation/pipeline/asking.ts';
import { type Ending, perform } from '../../src/remediation/pipeline/perform.ts';
import type { Pauses } from '../../src/remediation/pipeline/prove.ts';
import { readOnce } from '../../src/schedule/read-once.ts';

/** The real host with collectors whose readings actions are given, without an agent around. */
export type ActingHost = {
  readonly host: RealHost;
  readonly inHand: (action: RegisteredAction, settings?: object) => ActionInHand;
};

/** One action, whose parts a test calls as the pipeline does. */
export type ActionInHand = {
  readonly look: (labels: Readonly<Record<string, string>>) => Promise<Seen>;
  readonly refusal: (labels: Readonly<Record<string, string>>) => Promise<string>;
  readonly plan: (labels: Readonly<Record<string, string>>) => Promise<{ readonly seen: Seen; readonly plan: Plan }>;
  /** Plans and carries out, proves or undoes, whatever the witness says. `told` are the entries for the journal. */
  readonly perform: (labels: Readonly<Record<string, string>>) => Promise<Ending & { readonly told: readonly Entry[] }>;
};

export type ActingOptions = {
  readonly namespaces?: readonly string[];
  readonly collectors: readonly (readonly [RegisteredCollector, settings: object])[];
  readonly verifyWithin?: number;
  readonly pauses?: Pauses;
  /** What is between an action and the hands. */
  readonly through?: (hands: Hands) => Hands;
};

const DEADLINE_MS = 30_000;
const ID = '00000001';

export function actingHost(options: ActingOptions): ActingHost {
  const namespaces: NamespaceSelection = {
    include: options.namespaces ?? ['*'],
    exclude: [],
    processes: false,
    limit: 256,
  };
  const host = realHost({ namespaces, readDeadlineMs: 10_000 });
  const readers = new Map<string, Reader>(
    options.collectors.map(([one, settings]) => [one.name, one.open(host, one.settings.parse(settings))]),
  );
  const signal = () => AbortSignal.timeout(DEADLINE_MS);

  const fresh = async (names: readonly string[]) => {
    const read = names.map(async (name) => {
      const reader = readers.get(name);
      if (reader === undefined) return [];
      return [[name, await readOnce(name, reader, undefined, DEADLINE_MS, performance.now(), signal())] as const];
    });
    return new Map((await Promise.all(read)).flat());
  };

  const inHand = (action: RegisteredAction, settings: object = {}): ActionInHand => {
    const opened = action.open(action.settings.parse(settings));
    const targetOf = (labels: Readonly<Record<string, string>>) =>
      accepted(action.target(new Map(Object.entries(labels))));
    const seenOf = async (target: Target): Promise<Seen | Refusal> =>
      await opened.observe({ target, host, fresh: await fresh(action.collectors), signal: signal() });
    const planOf = async (labels: Readonly<Record<string, string>>) => {
      const seen = accepted(await seenOf(targetOf(labels)));
      return { seen, plan: seen.plan({ alert: new Map(), now: Date.now(), history: [] }) };
    };
    const plan = async (labels: Readonly<Record<string, string>>) => {
      const planned = await planOf(labels);
      return { seen: planned.seen, plan: accepted(planned.plan) };
    };
    return {
      look: async (labels) => accepted(await seenOf(targetOf(labels))),
      plan,
      refusal: async (labels) => {
        const { plan: planned } = await planOf(labels);
        if (!isRefusal(planned)) throw new Error(`planned: ${planned.summary}`);
        return planned.refused;
      },
      perform: async (labels) => {
        const target = targetOf(labels);
        const planned = await plan(labels);
        const told: Entry[] = [];
        const ready: ReadyAction = {
          about: action,
          opened,
          limits: { mode: 'auto', cooldown: 0, perHour: 100, attempts: 3, owners: 'refuse' },
          verifyWithin: options.verifyWithin ?? action.defaults.verifyWithin,
        };
        const intent = entrySchema.parse({
          what: 'intent',
          id: ID,
          action: action.name,
          object: target.object,
          holds: [],
          trigger: { by: 'person', who: 'test', request: ID, labels },
          plan: planned.plan,
          evidence: planned.seen.evidence,
          settings: [],
          verifyWithin: ready.verifyWithin,
          fleet: false,
        });
        if (intent.what !== 'intent') throw new Error(`no intent: ${intent.what}`);
        const ending = await perform(intent, ready, target, {
          host,
          hands: options.through?.(host.hands) ?? host.hands,
          record: async (entry) => void told.push(entry),
          stops: () => [],
          leaving: new AbortController().signal,
          look: (_, one) => seenOf(one),
          ...(options.pauses === undefined ? {} : { pauses: options.pauses }),
        });
        return { ...ending, told };
      },
    };
  };
  return { host, inHand };
}

function accepted<Value extends object>(value: Value | Refusal): Value {
  if (isRefusal(value)) throw new Error(value.refused);
  return value;
}
