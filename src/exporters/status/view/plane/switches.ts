import type { State } from '../../../../core/state.ts';
import type { Line } from '../../model/plane.ts';
import { counted, textOf, within } from '../verdicts/verdict.ts';
import { idOf } from '../verdicts/views.ts';
import type { BoxFor } from './bonds.ts';
import { boxOf, commonNode, type Draft, type Drafts, howOf, lineFrom, nodeIn } from './draft.ts';
import type { SeenStates } from './seen-states.ts';

/** Kinds of devices that carry packets inside other packets, or mark them. */
const TUNNELS = /^(?:vlan|vxlan|geneve|gre|gretap|erspan|ip6gre|ip6gretap|ipip|ip6tnl|sit|wireguard|macsec|gtp)$/;
const OVS_TUNNELS = /^(?:vxlan|geneve|gre|erspan|stt|gtpu|bareudp|ip6gre|ip6erspan|srv6)$/;

/** VLANs and tunnels of the kernel and of Open vSwitch. */
export function tunnelBoxes(seen: SeenStates, boxFor: BoxFor): Drafts {
  const lines: Line[] = [];
  const kernel = seen.devices
    .filter(({ fields }) => TUNNELS.test(textOf(fields.kind)))
    .map((device) => {
      const { kind, vlan, vni, remote, parent } = device.fields;
      const below = boxFor(textOf(parent));
      const box = boxOf('interface', device, {
        column: 'tunnel',
        node: below?.node,
        what: textOf(kind) === 'vlan' ? 'VLAN' : `${textOf(kind)} tunnel`,
        facts: [tagged('VLAN', vlan), tagged('VNI', vni), tagged('to', remote)],
      });
      if (below !== undefined) lines.push(lineFrom(below, box.id));
      return box;
    });
  const ovs = seen
    .of('ovs', 'interface')
    .filter(({ fields }) => OVS_TUNNELS.test(textOf(fields.type)))
    .map((one) =>
      boxOf('ovs', one, {
        column: 'tunnel',
        what: `${textOf(one.fields.type)} tunnel`,
        facts: [tagged('to', one.fields.tunnel_remote), tagged('BFD', one.fields.bfd_state)],
      }),
    );
  return { boxes: [...kernel, ...ovs], lines };
}

/** Bridges of the kernel and of Open vSwitch, with lines from what leads to them. */
export function switchBoxes(seen: SeenStates, boxFor: BoxFor): Drafts {
  const ports = Map.groupBy(
    seen.of('ovs', 'interface'),
    ({ fields }) => `${textOf(fields.daemon)} ${textOf(fields.bridge)}`,
  );
  const ovs = seen.of('ovs', 'bridge').map((bridge) => {
    const own = ports.get(`${textOf(bridge.fields.daemon)} ${textOf(bridge.fields.bridge)}`) ?? [];
    return withPorts(
      boxOf('ovs', bridge, {
        column: 'switch',
        facts: [counted(own.length, 'port'), tagged('fail mode', bridge.fields.fail_mode)],
      }),
      uplinksOf(own, boxFor),
    );
  });
  const masters = Map.groupBy(seen.devices, ({ fields }) => within(fields.netns, fields.master));
  const kernel = seen.devices
    .filter(({ fields }) => fields.kind === 'bridge')
    .map((bridge) => {
      const own = masters.get(bridge.subject) ?? [];
      const box = boxOf('interface', bridge, {
        column: 'switch',
        what: 'bridge',
        facts: [counted(own.length, 'port')],
      });
      return withPorts(
        box,
        own.flatMap(({ subject }) => boxFor(subject) ?? []),
      );
    });
  const all = [...ovs, ...kernel];
  return { boxes: all.map(({ box }) => box), lines: all.flatMap(({ lines }) => lines) };
}

/** What leads to a bridge from the wire. A member of a bond leads to the bond. */
function uplinksOf(ports: readonly State[], boxFor: BoxFor): readonly Draft[] {
  const found = ports.flatMap(({ fields }) => {
    const isBonded = fields.port !== fields.interface;
    return boxFor(textOf(isBonded ? fields.port : fields.interface)) ?? [];
  });
  return [...new Set(found)];
}

function withPorts(box: Draft, below: readonly Draft[]): { readonly box: Draft; readonly lines: readonly Line[] } {
  const lower = below.filter(({ column }) => column !== 'end' && column !== 'switch');
  const node = commonNode(lower.map((one) => one.node));
  return { box: { ...box, node }, lines: lower.map((one) => lineFrom(one, box.id)) };
}

/** Threads of Open vSwitch that forward packets, with lines from the ports whose queues they poll. */
export function pmdBoxes(seen: SeenStates, boxFor: BoxFor): Drafts {
  const lines = new Map<string, Line>();
  const polled = Map.groupBy(seen.of('pmd', 'queue'), ({ fields }) => textOf(fields.core));
  const boxes = seen.of('pmd', 'pmd').map((pmd) => {
    const core = /core (\d+)$/.exec(pmd.subject)?.[1] ?? '';
    const queues = polled.get(core) ?? [];
    const box = boxOf('pmd', pmd, {
      column: 'switch',
      name: `PMD ${pmd.subject}`,
      what: 'OVS polling thread',
      node: nodeIn(pmd.fields.node),
      facts: [queues.length === 0 ? 'no queues' : `polls ${shortList(queues.map(({ subject }) => subject))}`],
    });
    for (const queue of queues) {
      const port = boxFor(queue.subject.slice(0, queue.subject.lastIndexOf('/')));
      if (port === undefined || port.column === 'end') continue;
      const how = queue.fields.crosses_nodes === true ? 'broken' : howOf(port);
      lines.set(`${port.id} ${core}`, { from: port.id, to: idOf('pmd', pmd), how });
    }
    return box;
  });
  return { boxes, lines: [...lines.values()] };
}

function shortList(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

function tagged(name: string, value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : `${name} ${String(value)}`;
}
