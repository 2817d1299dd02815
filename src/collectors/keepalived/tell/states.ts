import { type State, type States, sameState, stateKey } from '../../../core/state.ts';
import type { DaemonMemory, InstanceMemory } from '../memory.ts';

/** The name of an object of a daemon: `VI_1`, or `blue:VI_1` where the daemon has another name than the program. */
export function subjectOf(daemon: string, name: string): string {
  return daemon === 'keepalived' ? name : `${daemon}:${name}`;
}

/** States of all daemons, their instances and scripts; those that did not change are the same objects. */
export function statesOfDaemons(memories: readonly DaemonMemory[], before: States): States {
  const states = memories.flatMap((memory): readonly State[] => {
    const { name, pid } = memory.daemon;
    const isGone = memory.status === 'gone';
    return [
      { kind: 'daemon', subject: name, fields: { status: memory.status, pid } },
      ...memory.scripts.map((script) => ({
        kind: 'script',
        subject: subjectOf(name, script.name),
        fields: { daemon: name, script: script.name, status: isGone ? null : script.status },
      })),
      ...[...memory.instances.values()].map((one) => instanceState(name, one, isGone)),
    ];
  });
  return new Map(
    states.map((state) => {
      const key = stateKey(state);
      const earlier = before.get(key);
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}

function instanceState(
  daemon: string,
  { instance, judgement, addressesWrong, presence }: InstanceMemory,
  isGone: boolean,
): State {
  const { name, state, addresses } = instance;
  return {
    kind: 'instance',
    subject: subjectOf(daemon, name),
    fields: {
      daemon,
      instance: name,
      interface: instance.interface,
      router_id: instance.routerId,
      addresses: addresses.map(({ address }) => address).join(', '),
      state: isGone ? null : state,
      base_priority: instance.basePriority,
      effective_priority: isGone ? null : instance.effectivePriority,
      master_router: isGone ? null : (instance.masterRouter ?? null),
      rival: isGone ? null : judgement.rival,
      master_heard: isGone ? null : judgement.masterHeard,
      addresses_wrong: isGone || presence === null ? null : addressesWrong,
    },
  };
}
