import { formatByteSize } from '../../core/byte-size.ts';
import type { Change, EventRule, KindDefinition } from '../../core/definition.ts';
import { type FieldValue, type State, sameState } from '../../core/state.ts';
import type { HostFacts } from '../../host/host.ts';
import { knownSize, knownText } from './known.ts';

const KIND = 'host';
const SUBJECT = 'host';

/**
 * The smallest change of memory that is told: a block, in which memory comes and goes (kernel,
 * Documentation/admin-guide/mm/memory-hotplug.rst; 128 MiB on x86-64). The total also moves by a few pages, and all the
 * time where a balloon driver lends memory to the hypervisor.
 */
const MEMORY_BLOCK = 128 * 2 ** 20;

export const hostKind: KindDefinition = {
  kind: KIND,
  help: 'The machine and what runs on it.',
  fields: {
    os: textRule('os-changed', 'operating system', 'The operating system is another one.'),
    version: textRule('os-version-changed', 'version of the operating system', 'The operating system was upgraded.'),
    kernel: textRule('kernel-changed', 'kernel', 'The host runs another kernel than before.'),
    threads: {
      what: 'cpus-changed',
      help: 'CPUs were added, removed, switched on or off. A warning when there are fewer.',
      severity: (change) => (isLess(change) ? 'warning' : 'notice'),
      message: ({ from, to }) =>
        `the kernel runs on ${to ?? 'an unknown number of'} CPUs, before on ${from ?? 'an unknown number'}`,
    },
    memory: {
      what: 'memory-changed',
      help: 'Memory was added or removed, 128 MiB or more. A warning when there is less.',
      severity: (change) => (isLess(change) ? 'warning' : 'notice'),
      message: ({ from, to }) => `memory is ${size(to)}, was ${size(from)}`,
    },
  },
};

function textRule(what: string, name: string, help: string): EventRule {
  return {
    what,
    help,
    severity: 'notice',
    message: ({ from, to }) => `${name} is ${to ?? 'unknown'}, was ${from ?? 'unknown'}`,
  };
}

function isLess({ from, to }: Change): boolean {
  return typeof from === 'number' && typeof to === 'number' && to < from;
}

function size(value: FieldValue): string {
  return typeof value === 'number' ? formatByteSize(value) : 'unknown';
}

/** The host's state. What is not known now is taken from `before`; the same object when nothing changed. */
export function stateOfFacts({ os, cpu, memory }: HostFacts, before: State | undefined): State {
  const now = {
    os: knownText(os.name),
    version: knownText(os.version),
    kernel: knownText(os.kernel),
    architecture: knownText(os.architecture),
    sockets: knownSize(cpu.sockets),
    cores: knownSize(cpu.cores),
    threads: knownSize(cpu.threads),
    memory: steady(knownSize(memory.total), before?.fields.memory),
  };
  const fields: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(now)) {
    const known = value ?? before?.fields[name];
    if (known !== undefined) fields[name] = known;
  }
  const state: State = { kind: KIND, subject: SUBJECT, fields };
  return before !== undefined && sameState(before, state) ? before : state;
}

function steady(now: number | undefined, before: FieldValue | undefined): number | undefined {
  return now !== undefined && typeof before === 'number' && Math.abs(now - before) < MEMORY_BLOCK ? before : now;
}
