import type { Change, EventRule, KindDefinition, OccurrenceDefinition } from '../../../core/definition.ts';
import { interfaceKind } from './interface-kind.ts';

/** Told at once when the last switch of the host does not answer, as a reading that failed has no states to compare. */
export const switchLost: OccurrenceDefinition = {
  what: 'switch-lost',
  help: 'No ovs-vswitchd of this host answers any more: it was killed, crashed or hangs.',
  severity: 'critical',
};

const daemonKind: KindDefinition = {
  kind: 'daemon',
  help: 'A process of Open vSwitch.',
  fields: {
    up: {
      what: 'daemon-state-changed',
      help: 'A daemon no longer answers while another one of the host does, or answers again.',
      severity: ({ to }) => (to === true ? 'notice' : 'critical'),
      message: ({ subject, to }) => (to === true ? `${subject}: answers` : `${subject}: does not answer`),
    },
    pid: {
      what: 'daemon-restarted',
      help: 'A daemon is another process than before: it was restarted, or crashed and was started again.',
      severity: 'warning',
      message: ({ subject, from, to }) => `${subject}: process ${to}, was ${from}`,
    },
    version: {
      what: 'daemon-version-changed',
      help: 'A daemon is of another release than before.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: release ${to}, was ${from}`,
    },
  },
};

const switchKind: KindDefinition = {
  kind: 'switch',
  help: 'A database of Open vSwitch and the ovs-vswitchd that works by it.',
  fields: {
    configuration_stuck: {
      what: 'configuration-stuck-changed',
      help: 'ovs-vswitchd has not applied a configuration for longer than it should take, or has caught up.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: ({ to }) =>
        to === true
          ? 'ovs-vswitchd does not get done with its configuration'
          : 'ovs-vswitchd has applied its configuration',
    },
    dpdk_initialized: {
      what: 'dpdk-initialized-changed',
      help: 'DPDK came into use, or is not in use after a restart of ovs-vswitchd.',
      severity: ({ to }) => (to === true ? 'info' : 'critical'),
      unless: unknownBefore,
      message: ({ to }) => (to === true ? 'DPDK is in use' : 'DPDK is not in use'),
    },
  },
};

const bridgeKind: KindDefinition = {
  kind: 'bridge',
  help: 'A bridge of Open vSwitch.',
  appeared: {
    what: 'bridge-appeared',
    help: 'A bridge was created.',
    severity: 'notice',
    message: ({ subject, after }) => `${subject}: new bridge, datapath ${after?.fields.datapath_type}`,
  },
  vanished: {
    what: 'bridge-vanished',
    help: 'A bridge was deleted.',
    severity: 'warning',
    message: ({ subject }) => `${subject}: the bridge is gone`,
  },
  fields: {
    datapath_type: setting('datapath type'),
    fail_mode: setting('behaviour without a controller'),
    stp: setting('STP'),
    rstp: setting('RSTP'),
  },
};

const controllerKind: KindDefinition = {
  kind: 'controller',
  help: 'An OpenFlow controller of a bridge.',
  fields: {
    connected: {
      what: 'controller-state-changed',
      help: 'The connection of a bridge to an OpenFlow controller was lost, or is there again.',
      severity: ({ to }) => (to === true ? 'notice' : 'warning'),
      unless: unknownBefore,
      message: ({ subject, to }) => `${subject}: the controller is ${to === true ? 'connected' : 'not connected'}`,
    },
    role: {
      what: 'controller-role-changed',
      help: 'An OpenFlow controller has another role.',
      severity: 'info',
      unless: unknownBefore,
      message: ({ subject, from, to }) =>
        `${subject}: the role of the controller is ${to ?? 'none'}, was ${from ?? 'none'}`,
    },
  },
};

const managerKind: KindDefinition = {
  kind: 'manager',
  help: 'A manager of the database.',
  fields: {
    connected: {
      what: 'manager-state-changed',
      help: 'The connection to a manager of the database was lost, or is there again.',
      severity: ({ to }) => (to === true ? 'notice' : 'warning'),
      // For a target that waits for clients it says whether any is there: they come and go.
      unless: (change) =>
        unknownBefore(change) || change.subject.split(':').some((word) => /^p(tcp|ssl|unix)$/.test(word)),
      message: ({ subject, to }) => `${subject}: the manager is ${to === true ? 'connected' : 'not connected'}`,
    },
  },
};

const mirrorKind: KindDefinition = {
  kind: 'mirror',
  help: 'A mirror: copies of packets of a bridge.',
  appeared: {
    what: 'mirror-appeared',
    help: 'Somebody began to copy packets of a bridge.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: new mirror`,
  },
  vanished: {
    what: 'mirror-vanished',
    help: 'Packets of a bridge are no longer copied.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: the mirror is gone`,
  },
  fields: {},
};

function setting(words: string): EventRule {
  return {
    what: 'bridge-setting-changed',
    help: 'Somebody changed a setting of a bridge.',
    severity: 'notice',
    unless: unknownBefore,
    message: ({ subject, from, to }) => `${subject}: ${words} is ${to ?? 'not set'}, was ${from ?? 'not set'}`,
  };
}

function unknownBefore({ field, from, to }: Change): boolean {
  return field !== 'fail_mode' && (from === null || to === null);
}

export const kinds: readonly KindDefinition[] = [
  daemonKind,
  switchKind,
  bridgeKind,
  controllerKind,
  managerKind,
  mirrorKind,
  interfaceKind,
];
