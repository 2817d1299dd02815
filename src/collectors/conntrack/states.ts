import type { Answer } from '../../conntrack/answer.ts';
import type { Change, EventRule, KindDefinition } from '../../core/definition.ts';
import { type State, type States, sameState, stateKey } from '../../core/state.ts';
import type { Reading } from './reading.ts';

/** Subject of the host's own table. */
export const OWN_TABLE = 'conntrack';

export const tableKind: KindDefinition = {
  kind: 'table',
  help: 'The connection tracking of the host and its sizes.',
  appeared: {
    what: 'tracking-appeared',
    help: 'The kernel began to track connections: its module was loaded.',
    severity: 'info',
    message: () => 'the kernel tracks connections now',
  },
  vanished: {
    what: 'tracking-vanished',
    help: 'The kernel no longer tracks connections: its module was unloaded.',
    severity: 'notice',
    message: () => 'the kernel no longer tracks connections',
  },
  fields: {
    limit: quantityRule(
      'limit-changed',
      'limit of tracked connections',
      'Somebody changed the limit of tracked connections.',
    ),
    buckets: quantityRule('buckets-changed', 'number of hash buckets', 'Somebody changed the number of hash buckets.'),
    expectations_limit: quantityRule(
      'expectations-limit-changed',
      'limit of expected connections',
      'Somebody changed the limit of expected connections.',
    ),
  },
};

export const timeoutKind: KindDefinition = {
  kind: 'timeout',
  help: 'How long a connection stays in the table without a packet.',
  fields: {
    seconds: {
      what: 'timeout-changed',
      help: 'Somebody changed a timeout of tracked connections.',
      severity: 'notice',
      message: ({ subject, from, to }) =>
        `connection tracking timeout ${subject} is ${to ?? 'unknown'} s, was ${from ?? 'unknown'} s`,
    },
  },
};

function quantityRule(what: string, name: string, help: string): EventRule {
  return {
    what,
    help: `${help} A warning when it was lowered.`,
    severity: (change) => (isLowered(change) ? 'warning' : 'notice'),
    message: ({ from, to }) => `${name} is ${quantity(to)}, was ${quantity(from)}`,
  };
}

/** 0 stands for no limit. */
function isLowered({ from, to }: Change): boolean {
  return typeof from === 'number' && typeof to === 'number' && to !== 0 && (to < from || from === 0);
}

function quantity(value: Change['to']): string {
  if (value === null) return 'unknown';
  return value === 0 ? '0 (none)' : String(value);
}

/** The states of a reading. What could not be read is taken from `before`, and so is each object that did not change. */
export function statesOfReading({ sysctls, timeouts }: Reading, before: States): States {
  const states = new Map<string, State>();
  const add = (kind: string, subject: string, answers: Iterable<readonly [string, Answer<number>]>) => {
    const key = stateKey({ kind, subject });
    const earlier = before.get(key);
    const state = { kind, subject, fields: fieldsOf(answers, earlier) };
    if (Object.keys(state.fields).length === 0 && kind !== tableKind.kind) return;
    states.set(key, earlier !== undefined && sameState(earlier, state) ? earlier : state);
  };
  add(tableKind.kind, OWN_TABLE, Object.entries(sysctls));
  for (const [timeout, seconds] of timeouts) add(timeoutKind.kind, timeout, [['seconds', seconds]]);
  return states;
}

function fieldsOf(answers: Iterable<readonly [string, Answer<number>]>, earlier: State | undefined): State['fields'] {
  const known = [...answers].flatMap(([name, { value, problem }]) => {
    const field = value ?? (problem === undefined ? undefined : earlier?.fields[name]);
    return field === undefined ? [] : [[name, field] as const];
  });
  return Object.fromEntries(known);
}
