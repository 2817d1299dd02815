import type { Change, KindDefinition, OccurrenceDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { FieldValue } from '../../../core/state.ts';

const severities: Readonly<Record<string, Severity>> = {
  ONLINE: 'info',
  DEGRADED: 'warning',
  ERROR: 'critical',
  OFFLINE: 'notice',
  UNKNOWN: 'warning',
};

function healthyOf({ after }: Change): string {
  const { healthy, enabled } = after?.fields ?? {};
  return `${healthy} of ${enabled} enabled members are ACTIVE`;
}

export const poolKind: KindDefinition = {
  kind: 'pool',
  help: 'Members that do the same. `operating_status` in the words of Octavia: ONLINE all enabled members are ACTIVE, DEGRADED some, ERROR none, OFFLINE none is enabled; UNKNOWN where that is not known.',
  appeared: {
    what: 'pool-added',
    help: 'A pool that nobody knew before. Not told of one that is ONLINE by then.',
    severity: ({ after }) => {
      const status = String(after?.fields.operating_status);
      return status === 'UNKNOWN' ? 'notice' : (severities[status] ?? 'notice');
    },
    unless: ({ after }) => after?.fields.operating_status === 'ONLINE',
    message: (change) => `${change.subject}: new pool, ${change.after?.fields.operating_status}: ${healthyOf(change)}`,
  },
  vanished: {
    what: 'pool-removed',
    help: 'A pool is no longer configured.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: the pool is gone`,
  },
  fields: {
    operating_status: {
      what: 'pool-status-changed',
      help: 'All, some or none of the enabled members of a pool are ACTIVE. Critical when the last healthy one is lost.',
      severity: ({ to }) => severities[String(to)] ?? 'notice',
      unless: ({ from, to }) => from === 'UNKNOWN' && to === 'ONLINE',
      message: (change) => `${change.subject}: ${change.to}, was ${change.from}: ${healthyOf(change)}`,
    },
    below_minimum: {
      what: 'pool-below-minimum-changed',
      help: 'Fewer enabled members of a pool are ACTIVE than its `minimum_healthy`, or enough again. Not told where the minimum is 1: that is the status ERROR.',
      severity: ({ to }) => (to === true ? 'critical' : 'info'),
      unless: ({ from, to, after }) =>
        to === null || (from === null && to === false) || after?.fields.minimum_healthy === 1,
      message: (change) =>
        change.to === true
          ? `${change.subject}: ${healthyOf(change)}, at least ${change.after?.fields.minimum_healthy} should be`
          : `${change.subject}: enough members are ACTIVE again`,
    },
  },
};

export const virtualAddressKind: KindDefinition = {
  kind: 'virtual-address',
  help: 'An address that clients connect to, and the pools behind it.',
  appeared: {
    what: 'virtual-address-added',
    help: 'A virtual address that nobody knew before. Told only of one without a healthy member.',
    severity: 'critical',
    unless: ({ after }) => after?.fields.served !== false,
    message: ({ subject, after }) => `${subject}: new virtual address, no healthy member in ${after?.fields.pools}`,
  },
  vanished: {
    what: 'virtual-address-removed',
    help: 'A virtual address is no longer configured.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: no longer a virtual address`,
  },
  fields: {
    served: {
      what: 'virtual-address-served-changed',
      help: 'No pool of a virtual address has a healthy member any more (critical), or one has again.',
      severity: ({ to }) => (to === false ? 'critical' : 'info'),
      unless: ({ from, to }) => to === null || (from === null && to === true),
      message: ({ subject, to, after }) =>
        to === false
          ? `${subject}: no healthy member in ${after?.fields.pools}`
          : `${subject}: served again by ${after?.fields.pools}`,
    },
  },
};

/** `1 pool`, `3 pools`. */
function counted(count: FieldValue | undefined, noun: string): string {
  return `${count ?? 0} ${noun}${count === 1 ? '' : 's'}`;
}

export const fileKind: KindDefinition = {
  kind: 'pool-file',
  help: 'A file with pools that somebody else writes. `error` tells why its contents are not in force.',
  appeared: {
    what: 'pool-file-added',
    help: 'A file with pools was found.',
    severity: ({ after }) => (after?.fields.error === null ? 'notice' : 'warning'),
    message: ({ subject, after }) =>
      after?.fields.error === null
        ? `${subject}: ${counted(after.fields.pools, 'pool')}, ${counted(after.fields.members, 'member')}`
        : `${after?.fields.error ?? subject}`,
  },
  vanished: {
    what: 'pool-file-removed',
    help: 'A file with pools is gone, and its pools with it.',
    severity: 'warning',
    message: ({ subject, before }) =>
      `${subject}: the file is gone, and its ${counted(before?.fields.pools, 'pool')} with it`,
  },
  fields: {
    error: {
      what: 'pool-file-error-changed',
      help: 'What is in a file with pools can not be used, so that its pools stay as they were; or it can be used again. Names the line and the setting.',
      severity: ({ to }) => (to === null ? 'info' : 'warning'),
      message: ({ subject, to, after }) =>
        to === null
          ? `${subject}: in force again, ${counted(after?.fields.pools, 'pool')}, ${counted(after?.fields.members, 'member')}`
          : `not in force, the pools of this file stay as they were: ${to}`,
    },
  },
};

export const checkerKind: KindDefinition = {
  kind: 'checker',
  help: 'The part of the agent that checks members.',
  fields: {
    short_of_descriptors: {
      what: 'checker-descriptors-changed',
      help: 'Checks had to wait because as many sockets were open as `descriptors` allows, or have not had to for a minute.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: ({ to, after }) =>
        to === true
          ? `checks wait for a free socket: ${after?.fields.descriptors} are open, more are not allowed`
          : 'checks no longer wait for free sockets',
    },
    late: {
      what: 'checker-late-changed',
      help: 'Checks began too late, or timeouts were not believed because the agent was too busy; or not any more for a minute.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: ({ to }) =>
        to === true ? 'checks come too late: the machine, or the agent, is too busy' : 'checks are on time again',
    },
  },
};

export const occurrences = {
  checkerLost: {
    what: 'checker-lost',
    help: 'The checker died and begins anew. Members stand as they did until they have been checked again.',
    severity: 'critical',
  },
  flapped: {
    what: 'member-flapped',
    help: 'A member went and came back, or came and went, between two readings, so that its state does not show it.',
    severity: 'warning',
  },
} as const satisfies Record<string, OccurrenceDefinition>;
