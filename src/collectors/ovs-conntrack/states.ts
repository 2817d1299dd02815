import type { Change, EventRule, KindDefinition, Occurrence, OccurrenceDefinition } from '../../core/definition.ts';
import type { FieldValue, State } from '../../core/state.ts';
import type { Reading } from './reading.ts';

const TABLE = 'conntrack';

export const tableKind: KindDefinition = {
  kind: 'table',
  help: 'The connection tracking of the userspace datapath and its limits.',
  fields: {
    limit: limitRule('limit-changed', 'limit of connections', 'Somebody changed the limit of connections.'),
    standard_zone_limit: limitRule(
      'default-zone-limit-changed',
      'limit of connections in a zone without one of its own',
      'Somebody changed the limit for zones without one of their own.',
    ),
    is_full: {
      what: 'fullness-changed',
      help: 'The table reached its limit, so that new connections are refused, or has room again (5 % of the limit).',
      severity: ({ to }) => (to === true ? 'critical' : 'notice'),
      message: ({ to, after }) =>
        to === true
          ? `the connection tracking table of the userspace datapath is full (${after?.fields.limit} connections): new ones are refused`
          : 'the connection tracking table of the userspace datapath has room again',
    },
    sequence_checking: switchRule('tcp-sequence-checking-changed', 'checking of TCP sequence numbers'),
    reassembly_v4: switchRule('ipv4-reassembly-changed', 'reassembly of IPv4 fragments'),
    reassembly_v6: switchRule('ipv6-reassembly-changed', 'reassembly of IPv6 fragments'),
    fragments_limit: limitRule(
      'fragments-limit-changed',
      'limit of fragments',
      'Somebody changed the limit of fragments.',
    ),
  },
};

export const zoneKind: KindDefinition = {
  kind: 'zone',
  help: 'A zone of connection tracking that has a limit of its own.',
  appeared: {
    what: 'zone-limit-set',
    help: 'A zone was given a limit of its own.',
    severity: 'notice',
    message: ({ subject, after }) => `${subject} may hold ${after?.fields.limit ?? 'an unknown number of'} connections`,
  },
  vanished: {
    what: 'zone-limit-removed',
    help: 'The limit of a zone was taken away.',
    severity: 'notice',
    message: ({ subject }) => `${subject} has no limit of its own any more`,
  },
  fields: {
    limit: limitRule('zone-limit-changed', 'limit of connections in the zone', 'Somebody changed the limit of a zone.'),
  },
};

export const conntrackFull: OccurrenceDefinition = {
  what: 'connections-refused',
  help: 'Connections were refused because the table was full. At most one event for each reading, which tells their number.',
  severity: 'critical',
};

/** The first reading of a daemon tells none: what was counted before it may be long past. */
export function occurrencesOf({ newlyRefused, connections, limit }: Reading): readonly Occurrence[] {
  if (newlyRefused === 0) return [];
  const number = newlyRefused === 1 ? '1 connection was' : `${newlyRefused} connections were`;
  return [
    {
      definition: conntrackFull,
      subject: TABLE,
      message: `${number} refused because the connection tracking table of the userspace datapath was full`,
      details: { refused: newlyRefused, connections, limit: limit ?? null },
    },
  ];
}

export function statesOfReading({ limit, zones, isFull, fragments, sequenceChecking }: Reading): readonly State[] {
  const reassembly = (family: 'v4' | 'v6') => fragments?.families.get(family)?.enabled ?? null;
  const table: Readonly<Record<string, FieldValue>> = {
    limit: limit ?? null,
    standard_zone_limit: zones?.standard ?? null,
    is_full: isFull,
    sequence_checking: sequenceChecking ?? null,
    reassembly_v4: reassembly('v4'),
    reassembly_v6: reassembly('v6'),
    fragments_limit: fragments?.limit ?? null,
  };
  return [
    { kind: tableKind.kind, subject: TABLE, fields: table },
    ...(zones?.zones ?? []).map(({ zone, limit: most }) => ({
      kind: zoneKind.kind,
      subject: `zone ${zone}`,
      fields: { limit: most },
    })),
  ];
}

function limitRule(what: string, name: string, help: string): EventRule {
  return {
    what,
    help: `${help} A warning when it was lowered.`,
    severity: (change) => (isLowered(change) ? 'warning' : 'notice'),
    unless: wasUnknown,
    message: ({ subject, from, to }) => `${subject}: ${name} is ${to}, was ${from}`,
  };
}

function switchRule(what: string, name: string): EventRule {
  return {
    what,
    help: `Somebody switched the ${name} on or off.`,
    severity: ({ to }) => (to === false ? 'warning' : 'notice'),
    unless: wasUnknown,
    message: ({ to }) => `the ${name} is ${to === true ? 'on' : 'off'}`,
  };
}

function isLowered({ from, to }: Change): boolean {
  return typeof from === 'number' && typeof to === 'number' && to < from;
}

function wasUnknown({ from, to }: Change): boolean {
  return from === null || to === null;
}
