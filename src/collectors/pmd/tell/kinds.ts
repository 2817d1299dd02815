import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { FieldValue } from '../../../core/state.ts';

export const pmdKind: KindDefinition = {
  kind: 'pmd',
  help: 'A thread that does nothing but forward packets, on a core of its own.',
  appeared: {
    what: 'appeared',
    help: 'Open vSwitch has another PMD.',
    severity: 'info',
    message: ({ subject }) => `there is a PMD on ${subject}`,
  },
  vanished: {
    what: 'vanished',
    help: 'Open vSwitch has a PMD less.',
    severity: 'notice',
    message: ({ subject }) => `there is no PMD on ${subject} any more`,
  },
  fields: {
    has_queues: {
      what: 'queues-changed',
      help: 'A PMD has nothing to poll, and so takes a core for nothing, or has queues again.',
      severity: ({ to }) => (to === false ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, to }) =>
        to === true ? `the PMD on ${subject} has queues to poll` : `the PMD on ${subject} has no queue to poll`,
    },
    overloaded: {
      what: 'overload-changed',
      help: 'A PMD was above 95 % busy in two readings running while another of its NUMA node was below 25 %, or one of the two no longer holds.',
      severity: ({ to }) => (to === true ? 'warning' : 'notice'),
      message: ({ subject, to }) =>
        to === true
          ? `the PMD on ${subject} can take no more while another of its NUMA node idles`
          : `the PMD on ${subject} is no longer overloaded beside an idle one`,
    },
    isolated: {
      what: 'isolation-changed',
      help: 'A PMD is kept for queues pinned to it, or gets others too.',
      severity: 'info',
      unless: isUnknown,
      message: ({ subject, to }) =>
        `the PMD on ${subject} ${to === true ? 'is kept for queues pinned to it' : 'gets any queues'}`,
    },
    cpu_isolated: {
      what: 'cpu-isolation-changed',
      help: "The kernel keeps other work away from a PMD's core, or no longer does.",
      severity: ({ to }) => (to === false ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, to }) => `${subject} is ${to === true ? '' : 'not '}isolated by the kernel`,
    },
  },
};

export const queueKind: KindDefinition = {
  kind: 'queue',
  help: 'A receive queue of a port, and the PMD that polls it.',
  appeared: {
    what: 'queue-appeared',
    help: 'There is another receive queue. A warning when no PMD polls it, or one on another NUMA node than its network card.',
    severity: ({ after }) => (isMisplaced(after?.fields) ? 'warning' : 'info'),
    message: ({ subject, after }) => `queue ${subject} is ${placeIn(after?.fields)}`,
  },
  vanished: {
    what: 'queue-vanished',
    help: 'A receive queue is gone.',
    severity: 'info',
    message: ({ subject }) => `queue ${subject} is gone`,
  },
  fields: {
    core: {
      what: 'queue-moved',
      help: 'A receive queue is polled by another PMD. A warning when none polls it any more.',
      severity: ({ to }) => (to === null ? 'warning' : 'notice'),
      message: ({ subject, after }) => `queue ${subject} is ${placeIn(after?.fields)}`,
    },
    crosses_nodes: {
      what: 'node-mismatch-changed',
      help: 'A receive queue is polled on another NUMA node than that of its network card, or on the same again.',
      severity: ({ to }) => (to === true ? 'warning' : 'notice'),
      unless: ({ from, to }) => to === null || (from === null && to === false),
      message: ({ subject, to, after }) =>
        to === true
          ? `queue ${subject} is polled on NUMA node ${after?.fields.node} while its network card is on node ${after?.fields.cardNode}`
          : `queue ${subject} is polled on the NUMA node of its network card`,
    },
    enabled: {
      what: 'queue-switched',
      help: 'A virtual machine switched a receive queue on or off.',
      severity: 'info',
      unless: isUnknown,
      message: ({ subject, to }) => `queue ${subject} is ${to === true ? 'enabled' : 'disabled'}`,
    },
  },
};

export const portKind: KindDefinition = {
  kind: 'port',
  help: 'A port that PMDs poll.',
  fields: {
    has_fewer_queues: {
      what: 'fewer-queues-changed',
      help: 'A port has fewer receive queues than asked for, or as many again.',
      severity: ({ to }) => (to === true ? 'warning' : 'notice'),
      unless: ({ from, to }) => to === null || (from === null && to === false),
      message: ({ subject, after }) =>
        `port ${subject} has ${after?.fields.queues} receive queues, asked for were ${after?.fields.requestedQueues}`,
    },
  },
};

export const balancingKind: KindDefinition = {
  kind: 'balancing',
  help: 'How Open vSwitch spreads queues over PMDs.',
  fields: {
    enabled: {
      what: 'auto-load-balance-switched',
      help: 'Somebody switched automatic load balancing on or off.',
      severity: 'notice',
      message: ({ to }) => `automatic load balancing of PMDs is ${to === true ? 'on' : 'off'}`,
    },
    assignment: assignmentRule(),
  },
};

function assignmentRule(): EventRule {
  return {
    what: 'assignment-changed',
    help: 'Somebody changed the way in which queues are given to PMDs.',
    severity: 'notice',
    message: ({ from, to }) => `queues are given to PMDs by ${to}, before by ${from}`,
  };
}

type Fields = Readonly<Record<string, FieldValue>>;

function isMisplaced(fields: Fields = {}): boolean {
  return fields.core === null || fields.crosses_nodes === true;
}

function placeIn(fields: Fields = {}): string {
  return fields.core === null ? 'polled by no PMD' : `polled on core ${fields.core}`;
}

function isUnknown({ from, to }: Change): boolean {
  return from === null || to === null;
}
