import type { KindDefinition } from '../../core/definition.ts';
import { type State, type States, sameState, stateKey } from '../../core/state.ts';
import { type Service, written } from '../../ipvs/table.ts';
import type { Reading } from './reading.ts';

/** The states of all services and destinations; those that did not change are the same objects. */
export function statesOfReading({ namespaces, unread }: Reading, before: States): States {
  const now = namespaces.flatMap(({ netns, services }) =>
    services.flatMap((service) => statesOfService(netns, service)),
  );
  const kept = [...before.values()].filter(({ fields }) => unread.has(String(fields.netns)));
  return new Map(
    [...now, ...kept].map((state) => {
      const key = stateKey(state);
      const earlier = before.get(key);
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}

function statesOfService(netns: string, { name, scheduler, flags, destinations }: Service): readonly State[] {
  const subject = netns === '' ? name : `${netns}:${name}`;
  const usable = destinations.some(({ weight }) => weight > 0);
  return [
    ...destinations.map(({ address, port, forwarding, weight }) => ({
      kind: 'destination',
      subject: `${subject} ${written({ address, port })}`,
      fields: { netns, service: subject, address, port, forwarding, usable: weight > 0 },
    })),
    { kind: 'service', subject, fields: { netns, scheduler, flags, usable } },
  ];
}

const destinationKind: KindDefinition = {
  kind: 'destination',
  help: 'A real server of a virtual service. It is usable unless its weight is 0: then it keeps its connections and gets no new ones.',
  appeared: {
    what: 'destination-added',
    help: 'A virtual service has a new destination.',
    severity: 'info',
    message: ({ subject, after }) => `${subject}: added${after?.fields.usable === true ? '' : ', with weight 0'}`,
  },
  vanished: {
    what: 'destination-removed',
    help: 'A virtual service no longer has a destination: somebody took it out, or whatever checks it did.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: taken out`,
  },
  fields: {
    usable: {
      what: 'destination-usable-changed',
      help: 'The weight of a destination became 0, so that it gets no new connections, or is more again.',
      severity: ({ to }) => (to === true ? 'notice' : 'warning'),
      message: ({ subject, to }) =>
        to === true ? `${subject}: gets connections again` : `${subject}: weight 0, it gets no new connections`,
    },
    forwarding: {
      what: 'destination-forwarding-changed',
      help: 'Packets reach a destination in another way.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: forwarding ${to}, was ${from}`,
    },
  },
};

const serviceKind: KindDefinition = {
  kind: 'service',
  help: 'A virtual service. It is usable while one of its destinations is.',
  appeared: {
    what: 'service-added',
    help: 'A virtual service was set up.',
    severity: 'info',
    message: ({ subject, after }) => `${subject}: new service, ${after?.fields.scheduler}`,
  },
  vanished: {
    what: 'service-removed',
    help: 'A virtual service was taken away.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: the service is gone`,
  },
  fields: {
    usable: {
      what: 'service-usable-changed',
      help: 'A virtual service has no destination left that gets connections, or has one again. Critical when there is none.',
      severity: ({ to }) => (to === true ? 'notice' : 'critical'),
      message: ({ subject, to }) =>
        to === true ? `${subject}: has a destination again` : `${subject}: no destination is usable`,
    },
    scheduler: {
      what: 'service-scheduler-changed',
      help: 'Connections are shared out in another way.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: scheduler ${to}, was ${from}`,
    },
  },
};

export const kinds: readonly KindDefinition[] = [destinationKind, serviceKind];
