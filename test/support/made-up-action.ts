import { z } from 'zod';
import { defineAction, type Judgement } from '../../src/actions/action.ts';
import type { Occurrence } from '../../src/core/definition.ts';
import { HostError } from '../../src/core/errors.ts';
import type { Hands } from '../../src/host/hands.ts';
import type { Host } from '../../src/host/host.ts';
import { recordedHost } from '../../src/host/recorded-host.ts';
import type { Standing } from '../../src/remediation/guards/question.ts';
import type { AlertTrigger } from '../../src/remediation/trigger.ts';

const LIMIT = 'net.netfilter.nf_conntrack_max';
const LIMIT_FILE = '/proc/sys/net/netfilter/nf_conntrack_max';

/** A made-up machine with one setting, and a made-up action that raises it. Nothing of the real machine is touched. */
export type MadeUpWorld = {
  limit: number;
  /** What the action sees of the effect after it has acted. */
  effect: Judgement['effect'];
  witness: boolean;
  /** Why the action sees nothing to do. */
  refusal: string | undefined;
  alerts: AlertTrigger[];
  standing: Standing;
  stops: string[];
  now: number;
  /** Called for every write before it is done. */
  onWrite: (value: string) => void | Promise<void>;
  readonly writes: string[];
  readonly occurrences: Occurrence[];
};

const evidence = z.object({ limit: z.number() });
const OBJECT = /^[a-z0-9.-]{1,64}$/;

export function madeUpAction(world: MadeUpWorld) {
  return defineAction<unknown, z.output<typeof evidence>>({
    name: 'raise',
    help: 'Raises the limit.',
    changes: true,
    labels: [{ name: 'object', help: 'The object.', required: true }],
    settings: z.strictObject({}),
    evidence,
    defaults: { alerts: ['Filling'], cooldown: 60, verifyWithin: 0.3 },
    collectors: [],
    steps: ['sysctl'],
    target: (labels) => {
      const object = labels.get('object') ?? '';
      return OBJECT.test(object) ? { object, labels } : { refused: 'expected a label object with a name' };
    },
    observe: async () => ({ limit: world.limit }),
    plan: ({ evidence: { limit } }) => {
      if (world.refusal !== undefined) return { refused: world.refusal };
      return {
        summary: `raise the limit from ${limit} to ${limit * 2}`,
        steps: [{ kind: 'sysctl', args: { name: LIMIT, value: limit * 2, expected: limit } }],
        expects: 'there is room again',
        undo: [{ kind: 'sysctl', args: { name: LIMIT, value: limit, expected: limit * 2 } }],
        witness: { name: 'the other one', agrees: world.witness, words: world.witness ? 'it is so' : 'it is not so' },
      };
    },
    judge: ({ before, after }) => {
      if (after.limit <= before.limit) return { effect: 'waiting', words: `the limit is ${after.limit}` };
      return { effect: world.effect, words: `the effect is ${world.effect}` };
    },
  });
}

export function madeUpWorld(): MadeUpWorld {
  return {
    limit: 1000,
    effect: 'proven',
    witness: true,
    refusal: undefined,
    alerts: [],
    standing: { holds: true, words: 'the alert still holds' },
    stops: [],
    now: 1_767_225_600_000,
    onWrite: () => undefined,
    writes: [],
    occurrences: [],
  };
}

export function firing(object = 'a', since = 1, fingerprint = `f-${object}`): AlertTrigger {
  const labels = { alertname: 'Filling', object };
  return { by: 'alert', from: 'host', name: 'Filling', fingerprint, since, labels };
}

/** The door and the hands of the made-up machine. */
export function madeUpMachine(world: MadeUpWorld): { readonly host: Host; readonly hands: Hands } {
  const refuse = async () => {
    throw new HostError('refused', 'made up', 'not there');
  };
  return {
    host: {
      ...recordedHost('/nowhere', { readDeadlineMs: 100 }),
      readText: async (file) => {
        if (file !== LIMIT_FILE) throw new HostError('absent', file, 'not there');
        return `${world.limit}\n`;
      },
    },
    hands: {
      write: async (_netns, _file, text) => {
        await world.onWrite(text.trim());
        world.writes.push(text.trim());
        world.limit = Number(text);
      },
      putFile: refuse,
      removeFile: refuse,
      call: refuse,
      ask: refuse,
      run: refuse,
    },
  };
}
