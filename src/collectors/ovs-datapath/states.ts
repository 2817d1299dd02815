import type { KindDefinition, Occurrence, OccurrenceDefinition } from '../../core/definition.ts';
import type { State } from '../../core/state.ts';
import type { Reading } from './reading.ts';

export const datapathKind: KindDefinition = {
  kind: 'datapath',
  help: 'A datapath: the part of Open vSwitch that forwards packets, in userspace or in the kernel.',
  appeared: {
    what: 'appeared',
    help: 'A datapath came into being: the first bridge of its type was made.',
    severity: 'info',
    message: ({ subject }) => `datapath ${subject} is there`,
  },
  vanished: {
    what: 'vanished',
    help: 'A datapath is gone: the last bridge of its type was removed.',
    severity: 'notice',
    message: ({ subject }) => `datapath ${subject} is gone`,
  },
  fields: {
    is_at_flow_limit: {
      what: 'flow-limit-reached',
      help: 'The datapath holds as many flows as it may, so that flows are thrown out early, or has room again (5 % of the limit).',
      severity: ({ to }) => (to === true ? 'warning' : 'notice'),
      message: ({ subject, to }) =>
        to === true
          ? `datapath ${subject} has as many flows as it may`
          : `datapath ${subject} has room for flows again`,
    },
  },
};

export const packetsLost: OccurrenceDefinition = {
  what: 'packets-lost',
  help: 'Packets of unknown flows were lost, because they could not be handed up to be looked at. At most one event for each reading, which tells their number.',
  severity: 'warning',
};

export function statesOfReading({ datapaths }: Reading): readonly State[] {
  return datapaths.map(({ datapath, isAtFlowLimit }) => ({
    kind: datapathKind.kind,
    subject: datapath.name,
    fields: { is_at_flow_limit: isAtFlowLimit, ports: datapath.ports.length },
  }));
}

/** The first reading of a daemon tells none: what was counted before it may be long past. */
export function occurrencesOf({ datapaths }: Reading): readonly Occurrence[] {
  return datapaths.flatMap(({ datapath: { name, lost }, newlyLost }) =>
    newlyLost === 0
      ? []
      : [
          {
            definition: packetsLost,
            subject: name,
            message: `datapath ${name} lost ${newlyLost === 1 ? '1 packet' : `${newlyLost} packets`} of unknown flows`,
            details: { lost: newlyLost, lostInAll: lost ?? null },
          },
        ],
  );
}
