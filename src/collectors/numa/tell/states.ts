import { formatByteSize } from '../../../core/byte-size.ts';
import { formatNumbers } from '../../../core/number-list.ts';
import { type FieldValue, type State, type States, sameState, stateKey } from '../../../core/state.ts';
import type { PciDevice } from '../../../pci/device.ts';
import type { CpuReading, Hugepages, NodeReading, Reading } from '../reading.ts';
import { deviceKind, isolationKind, nodeKind, poolKind } from './kinds.ts';

/** What is true now. What could not be read stands as it was before; a state that says the same is the same object. */
export function statesOfReading({ nodes, cpus, devices }: Reading, before: States): States {
  const drafts = [
    ...nodes.map(nodeState),
    ...nodes.flatMap((reading) => hugepagesOf(reading, before)),
    cpusState(cpus),
    ...(devices === undefined ? statesOfKind(before, deviceKind.kind) : devices.flatMap(deviceState)),
  ];
  return new Map(
    drafts.map((draft) => {
      const key = stateKey(draft);
      const earlier = before.get(key);
      const state = earlier === undefined ? draft : { ...draft, fields: withEarlier(draft.fields, earlier.fields) };
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}

type Fields = Readonly<Record<string, FieldValue>>;

/** Null stands for what is not known now. */
function withEarlier(now: Fields, earlier: Fields): Fields {
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, value ?? earlier[name] ?? null]));
}

function nodeState({ node, cpus, memory }: NodeReading): State {
  return {
    kind: nodeKind.kind,
    subject: `node ${node}`,
    fields: { cpus: formatNumbers(cpus), has_memory: memory === undefined ? null : memory.total > 0 },
  };
}

/** Without a list of sizes those that were there before stay. */
function hugepagesOf({ node, hugepages }: NodeReading, before: States): readonly State[] {
  const subject = (size: string) => `node ${node} ${size}`;
  if (hugepages === undefined) {
    return statesOfKind(before, poolKind.kind).filter((state) => state.subject.startsWith(subject('')));
  }
  return hugepages.map(({ size, total, free }) => ({
    kind: poolKind.kind,
    subject: subject(formatByteSize(size)),
    fields: { total: total ?? null, exhausted: isExhausted({ total, free }) },
  }));
}

function isExhausted({ total, free }: Pick<Hugepages, 'total' | 'free'>): boolean | null {
  return total === undefined || free === undefined ? null : total > 0 && free === 0;
}

function cpusState({ isolated, tickless }: CpuReading): State {
  const list = (cpus: readonly number[] | undefined) => (cpus === undefined ? null : formatNumbers(cpus));
  return { kind: isolationKind.kind, subject: 'cpus', fields: { isolated: list(isolated), tickless: list(tickless) } };
}

/** Virtual functions sit where their physical one does. */
function deviceState({ address, physfn, numaNode, netdevs }: PciDevice): readonly State[] {
  if (physfn !== undefined) return [];
  return [
    {
      kind: deviceKind.kind,
      subject: address,
      fields: { node: numaNode ?? null, interface: netdevs.join(',') || null },
    },
  ];
}

function statesOfKind(states: States, kind: string): readonly State[] {
  return [...states.values()].filter((state) => state.kind === kind);
}
