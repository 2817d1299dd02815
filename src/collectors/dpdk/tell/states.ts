import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { State } from '../../../core/state.ts';
import type { Process } from '../read/read-process.ts';

/** The states of one process and its ports. */
export function statesOfProcess({ name, about, parameters, ports, unread }: Process): readonly State[] {
  return [
    {
      kind: 'process',
      subject: name,
      fields: {
        application: parameters.application ?? null,
        version: about.version,
        pid: about.pid,
        parameters: parameters.line,
      },
    },
    ...[...ports, ...unread].map((port) => ({
      kind: 'port',
      subject: `${name}/${port.name}`,
      fields: {
        link: port.link.isUp ? 'up' : 'down',
        speed: port.link.speed ?? null,
        started: port.isStarted,
        mtu: port.mtu,
        receive_queues: port.receiveQueues,
        transmit_queues: port.transmitQueues,
        numa_node: port.node ?? null,
      },
    })),
  ];
}

const processKind: KindDefinition = {
  kind: 'process',
  help: 'A process that uses DPDK, by its file prefix.',
  appeared: {
    what: 'process-appeared',
    help: 'A DPDK process answers that did not before.',
    severity: 'notice',
    message: ({ subject, after }) =>
      `${subject}: ${after?.fields.application ?? 'a process'} runs with ${after?.fields.version}`,
  },
  vanished: {
    what: 'process-vanished',
    help: 'A DPDK process ended: nobody is left behind its telemetry socket.',
    severity: 'warning',
    message: ({ subject, before }) => `${subject}: ${before?.fields.application ?? 'the process'} is gone`,
  },
  fields: {
    pid: {
      what: 'process-restarted',
      help: 'A DPDK process ended and another took its place.',
      severity: 'warning',
      message: ({ subject, after, from, to }) =>
        `${subject}: ${after?.fields.application ?? 'the process'} was restarted, process ${to} instead of ${from}`,
    },
  },
};

const portKind: KindDefinition = {
  kind: 'port',
  help: 'An Ethernet device of a DPDK process. Speed in bits per second, null while it is not known.',
  appeared: {
    what: 'port-appeared',
    help: 'A DPDK process took over a device.',
    severity: 'info',
    message: ({ subject, after }) => `${subject}: new port, its link is ${after?.fields.link}`,
  },
  vanished: {
    what: 'port-vanished',
    help: 'A DPDK process let go of a device, or ended.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: the port is gone`,
  },
  fields: {
    link: {
      what: 'link-changed',
      help: 'The link of a port went down or came up.',
      severity: ({ to }) => (to === 'up' ? 'notice' : 'warning'),
      message: ({ subject, to }) => `${subject}: link is ${to}`,
    },
    speed: {
      ...rule('speed-changed', 'The link of a port has another speed. A warning when it is slower.', 'speed'),
      severity: ({ from, to }) => (Number(to) < Number(from) ? 'warning' : 'notice'),
      // Follows from the link.
      unless: ({ from, to }) => from === null || to === null,
      message: ({ subject, from, to }) => `${subject}: speed is ${gigabits(to)}, was ${gigabits(from)}`,
    },
    started: {
      what: 'started-changed',
      help: 'A process started or stopped a port.',
      severity: ({ to }) => (to === true ? 'notice' : 'warning'),
      message: ({ subject, to }) => `${subject}: the port was ${to === true ? 'started' : 'stopped'}`,
    },
    mtu: rule('mtu-changed', 'Somebody changed the MTU of a port.', 'MTU'),
    receive_queues: rule('receive-queues-changed', 'A port has more or fewer receive queues.', 'receive queues'),
    transmit_queues: rule('transmit-queues-changed', 'A port has more or fewer transmit queues.', 'transmit queues'),
    numa_node: rule('numa-node-changed', 'A port is told to be on another NUMA node.', 'NUMA node'),
  },
};

export const kinds: readonly KindDefinition[] = [processKind, portKind];

function rule(what: string, help: string, name: string): EventRule {
  return {
    what,
    help,
    severity: 'notice',
    message: ({ subject, from, to }) => `${subject}: ${name} ${to ?? 'unknown'}, was ${from ?? 'unknown'}`,
  };
}

function gigabits(speed: Change['to']): string {
  return `${Number(speed) / 1e9} Gbit/s`;
}
