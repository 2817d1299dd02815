import { formatNumbers } from '../../../core/number-list.ts';
import type { PlacementView } from './view.ts';

const NONE = '-';

/** Physical cards, and whatever is given to a guest; virtual functions that nobody has are only counted elsewhere. */
export function deviceRows({ audit: { guests }, devices }: PlacementView): readonly (readonly string[])[] {
  const owners = new Map(
    guests.flatMap(({ name, devices: given }) => given.map(({ address, node }) => [address, { name, node }] as const)),
  );
  const known = new Set(devices.map(({ address }) => address));
  const rows = devices
    .filter(({ address, physfn }) => physfn === undefined || owners.has(address))
    .map(({ address, numaNode, physfn, sriov, netdevs }) => [
      address,
      nodeCell(numaNode),
      kindOf(physfn, sriov?.virtfns.size ?? 0),
      netdevs.join(', ') || NONE,
      owners.get(address)?.name ?? NONE,
    ]);
  const others = [...owners]
    .filter(([address]) => !known.has(address))
    .map(([address, { name, node }]) => [address, nodeCell(node), 'other device', NONE, name]);
  return [...rows, ...others];
}

function kindOf(physfn: string | undefined, functions: number): string {
  if (physfn !== undefined) return `VF of ${physfn}`;
  return functions === 0 ? 'NIC' : `PF, ${functions} VF${functions === 1 ? '' : 's'}`;
}

export function queueRows({ audit: { queues } }: PlacementView): readonly (readonly string[])[] {
  return queues.map(({ daemon, port, queue, core, node, behind, of, behindNodes, crossesNodes }) => [
    `${daemon === '' ? '' : `${daemon}:`}${port}/${queue}`,
    core === undefined ? NONE : String(core),
    nodeCell(node),
    of === undefined ? WORDS[behind] : `${WORDS[behind]} ${of}`,
    behindNodes.length === 0 ? NONE : formatNumbers(behindNodes),
    crossesNodes === undefined ? NONE : yesOrNo(crossesNodes),
  ]);
}

const WORDS = { guest: 'guest', card: 'card', other: NONE } as const;

function nodeCell(node: number | undefined): string {
  return node === undefined ? NONE : String(node);
}

function yesOrNo(value: boolean): string {
  return value ? 'YES' : 'no';
}
