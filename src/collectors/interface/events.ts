import type { Change, EventRule, KindDefinition, OccurrenceDefinition } from '../../core/definition.ts';
import type { Severity } from '../../core/event.ts';
import type { FieldValue } from '../../core/state.ts';

/** Devices that stand for the host's own connection to the world: their loss matters more than that of a container's. */
const UPLINKS: ReadonlySet<unknown> = new Set(['physical', 'bond', 'team']);

/** Whether the host's own connection to the world goes through devices of this kind. */
export function isUplink(kind: unknown): boolean {
  return UPLINKS.has(kind);
}

const ofUplink = ({ before, after }: Change): boolean => isUplink((after ?? before)?.fields.kind);

/** A loss is a warning for an uplink and worth a notice elsewhere; that somebody set a device down is not a loss. */
function stateSeverity(change: Change): Severity {
  if (change.to === 'up') return ofUplink(change) ? 'notice' : 'info';
  return ofUplink(change) && change.to !== 'admin-down' ? 'warning' : 'notice';
}

const kindOf = ({ before, after }: Change) => String((after ?? before)?.fields.kind);

const worded = (value: FieldValue, unit: string) => (value === null ? 'none' : `${value}${unit}`);

/** That a value is known for the first time is no change of it. */
const onceKnown = { unless: ({ from }: Change) => from === null };

function changed(what: string, help: string, name: string, severity: Severity, unit = ''): EventRule {
  return {
    what,
    help,
    severity,
    message: ({ subject, from, to }) => `${subject}: ${name} is ${worded(to, unit)}, was ${worded(from, unit)}`,
  };
}

export const interfaceKind: KindDefinition = {
  kind: 'interface',
  help: "A network device of the host's own or of a named namespace.",
  appeared: {
    what: 'appeared',
    help: 'A network device came into being, or into this namespace.',
    severity: (change) => (ofUplink(change) ? 'notice' : 'info'),
    message: (change) => {
      const from = change.after?.fields.moved_from;
      const moved = from === undefined ? '' : `, moved here from ${from}`;
      return `${change.subject}: appeared (${kindOf(change)}, ${change.after?.fields.state}${moved})`;
    },
  },
  vanished: {
    what: 'vanished',
    help: 'A network device is gone, or went into another namespace.',
    severity: (change) => (ofUplink(change) ? 'warning' : 'info'),
    message: (change) => `${change.subject}: vanished (${kindOf(change)})`,
  },
  renamed: {
    what: 'renamed',
    help: 'A network device got another name.',
    severity: 'notice',
    message: ({ from, to }) => `${to}: new name of ${from}`,
    identity: ['netns', 'ifindex', 'kind'],
  },
  fields: {
    ifindex: {
      what: 'replaced',
      help: 'Another network device has taken the name of one that is gone.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: another device has this name (number ${to}, was ${from})`,
    },
    state: {
      what: 'state-changed',
      help: 'A network device was set up or down, or its carrier came or went.',
      severity: stateSeverity,
      message: ({ subject, from, to }) => `${subject}: ${to}, was ${from}`,
    },
    master: changed(
      'master-changed',
      'A network device joined or left a bond, bridge, team or VRF.',
      'master',
      'notice',
    ),
    mtu: changed('mtu-changed', 'The MTU of a network device was changed.', 'MTU', 'notice', ' bytes'),
    address: changed('address-changed', 'The hardware address of a network device changed.', 'address', 'notice'),
    speed: {
      ...changed(
        'speed-changed',
        'A network device works at another speed than before it last lost its carrier.',
        'speed',
        'notice',
        ' Mbit/s',
      ),
      ...onceKnown,
    },
    duplex: {
      ...changed('duplex-changed', 'The duplex mode of a network device changed.', 'duplex', 'notice'),
      ...onceKnown,
    },
    vlan: changed('vlan-changed', 'A VLAN device has another VLAN id.', 'VLAN', 'notice'),
    vni: changed('vni-changed', 'A tunnel device has another network identifier.', 'VNI', 'notice'),
    remote: changed('remote-changed', 'A tunnel device has another remote end.', 'remote end', 'notice'),
    stp: {
      ...changed('stp-state-changed', 'A bridge port is in another spanning tree state.', 'STP state', 'info'),
      // That a device joined or left a bridge is told already.
      unless: ({ before, after }) => before?.fields.master !== after?.fields.master,
    },
  },
};

export const interfaceOccurrences = {
  flapped: {
    what: 'flapped',
    help: 'The carrier of a network device came and went between two readings, which found the same state.',
    severity: 'warning',
  },
} as const satisfies Readonly<Record<string, OccurrenceDefinition>>;
