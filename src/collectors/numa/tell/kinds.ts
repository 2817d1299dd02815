import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import { parseNumbers } from '../../../core/number-list.ts';
import type { FieldValue } from '../../../core/state.ts';

export const nodeKind: KindDefinition = {
  kind: 'node',
  help: 'A NUMA node: memory and the CPUs beside it.',
  appeared: {
    what: 'node-appeared',
    help: 'The machine has another NUMA node.',
    severity: 'notice',
    message: ({ subject }) => `there is ${subject}`,
  },
  vanished: {
    what: 'node-vanished',
    help: 'The machine lost a NUMA node, with its memory and its CPUs.',
    severity: 'warning',
    message: ({ subject }) => `there is no ${subject} any more`,
  },
  fields: {
    cpus: {
      what: 'node-cpus-changed',
      help: 'CPUs of a node were switched on or off. A warning when there are fewer.',
      severity: ({ from, to }) => (countOf(to) < countOf(from) ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, from, to }) => `${subject} has ${cpusIn(to)}, before ${cpusIn(from)}`,
    },
    has_memory: {
      what: 'node-memory-changed',
      help: 'A node lost all of its memory, so that all of its programs use that of another, or has memory again.',
      severity: ({ to }) => (to === false ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, to }) => `${subject} has ${to === true ? 'memory' : 'no memory of its own'}`,
    },
  },
};

export const poolKind: KindDefinition = {
  kind: 'pool',
  help: 'The hugepages of one size on a NUMA node.',
  fields: {
    total: {
      what: 'hugepages-changed',
      help: 'Somebody changed how many hugepages a node has, or the kernel gave fewer than before at boot. A warning when there are fewer.',
      severity: ({ from, to }) => (Number(to) < Number(from) ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, from, to }) => `${subject}: ${to} hugepages, before ${from}`,
    },
    exhausted: {
      what: 'hugepages-exhausted-changed',
      help: 'The last hugepage of a node was taken: a guest that needs one there will not start. Or there are free ones again.',
      severity: ({ to }) => (to === true ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, to }) => `${subject}: ${to === true ? 'no hugepage is free' : 'hugepages are free again'}`,
    },
  },
};

export const isolationKind: KindDefinition = {
  kind: 'isolation',
  help: 'The CPUs that the kernel treats in a special way.',
  fields: {
    isolated: listRule(
      'isolation-changed',
      'isolated',
      'Other CPUs than before are kept free of other work (isolcpus).',
    ),
    tickless: listRule(
      'tickless-changed',
      'without a tick',
      'Other CPUs than before run without a timer tick (nohz_full).',
    ),
  },
};

export const deviceKind: KindDefinition = {
  kind: 'device',
  help: 'A physical network controller and where it sits.',
  fields: {
    node: {
      what: 'device-moved',
      help: 'A network controller sits on another NUMA node than before: it was put into another slot, or the firmware is set up in another way.',
      severity: 'warning',
      unless: isUnknown,
      message: ({ subject, from, to }) => `${subject} is on node ${to}, before on node ${from}`,
    },
  },
};

/** Lists of CPUs as the kernel writes them; empty is none. */
function listRule(what: string, words: string, help: string): EventRule {
  return {
    what,
    help,
    severity: 'warning',
    unless: isUnknown,
    message: ({ from, to }) => `${cpusIn(to)} ${words}, before ${cpusIn(from)}`,
  };
}

function isUnknown({ from, to }: Change): boolean {
  return from === null || to === null;
}

function cpusIn(value: FieldValue): string {
  if (value === null) return 'unknown CPUs';
  if (value === '') return 'no CPUs';
  return /^\d+$/.test(String(value)) ? `CPU ${value}` : `CPUs ${value}`;
}

function countOf(value: FieldValue): number {
  return parseNumbers(typeof value === 'string' ? value : '', 'state').length;
}
