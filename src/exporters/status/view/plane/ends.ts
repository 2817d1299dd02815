import type { State } from '../../../../core/state.ts';
import type { Line } from '../../model/plane.ts';
import { counted, textOf } from '../verdicts/verdict.ts';
import { byLevel, idOf, type Standing, standingOf } from '../verdicts/views.ts';
import type { BoxFor } from './bonds.ts';
import { boxOf, commonNode, type Draft, type Drafts, howOf, lineFrom, nodeIn } from './draft.ts';
import type { SeenStates } from './seen-states.ts';

/** A network namespace has no state of its own; this is the name of its box. */
export const NAMESPACE = 'interface/namespace/';

/** Where traffic begins and ends on the host: network namespaces, guests, their sockets and taps. */
export function endBoxes(seen: SeenStates, boxFor: BoxFor): Drafts {
  const parts = [namespaces(seen, boxFor), guests(seen, boxFor), guestPorts(seen, boxFor)];
  return { boxes: parts.flatMap(({ boxes }) => boxes), lines: parts.flatMap(({ lines }) => lines) };
}

function namespaces(seen: SeenStates, boxFor: BoxFor): Drafts {
  const lines = new Map<string, Line>();
  const spaces = Map.groupBy(seen.devices, ({ fields }) => textOf(fields.netns));
  spaces.delete('');
  const boxes = [...spaces].map(([netns, devices]): Draft => {
    const own = devices.filter(({ fields }) => fields.kind !== 'loopback');
    const standings = own.map((device) => standingOf('interface', device));
    const worst = standings.reduce((so, one) => (one.level !== 'off' && byLevel(one, so) < 0 ? one : so), WELL);
    const ill = standings.filter(({ level }) => level !== 'ok' && level !== 'off').length;
    const id = `${NAMESPACE}${netns}`;
    const below = own.flatMap((device) => lowerOf(device, seen, boxFor));
    for (const { box, standing } of below) lines.set(`${box.id} ${id}`, { from: box.id, to: id, how: howOf(standing) });
    return {
      id,
      name: netns,
      what: 'network namespace',
      level: worst.level,
      isCut: worst.isCut,
      state: ill === 0 ? 'up' : `${ill} of ${counted(own.length, 'device')} without a link`,
      facts: [counted(own.length, 'device')],
      column: 'end',
      node: commonNode(below.map(({ box }) => box.node)),
    };
  });
  return { boxes, lines: [...lines.values()] };
}

const WELL: Standing = { level: 'ok', state: 'up', isCut: false };

/** What leads to a device of a namespace: a bond or bridge in there, the other end of its veth in the host, its parent. */
function lowerOf(device: State, seen: SeenStates, boxFor: BoxFor) {
  const { peer, parent, interface: name } = device.fields;
  const own = boxFor(device.subject);
  if (own !== undefined && (own.column === 'bond' || own.column === 'switch')) {
    return [{ box: own, standing: { level: own.level, isCut: own.isCut } }];
  }
  const other = seen.device(textOf(peer ?? parent));
  const isOutside = other?.fields.netns === '';
  const master = isOutside ? textOf(other.fields.master) : '';
  const box =
    boxFor(master) ??
    (isOutside ? boxFor(other.subject) : undefined) ??
    // An internal port of Open vSwitch was moved into the namespace.
    (peer === undefined && parent === undefined ? boxFor(textOf(name)) : undefined);
  return box === undefined || box.column === 'end' ? [] : [{ box, standing: standingOf('interface', device) }];
}

function guests(seen: SeenStates, boxFor: BoxFor): Drafts {
  const lines = new Map<string, Line>();
  const all = seen.of('placement', 'guest');
  const boxes = all.map((guest) => {
    const { nodes, cpu_nodes, memory_nodes } = guest.fields;
    return boxOf('placement', guest, {
      column: 'end',
      node: nodeIn(nodes) ?? nodeIn(cpu_nodes),
      facts: [placed('CPUs', cpu_nodes), placed('memory', memory_nodes)],
    });
  });
  const known = new Map(all.map((guest) => [guest.subject, idOf('placement', guest)]));
  for (const { fields } of seen.of('vf', 'vf')) {
    const id = known.get(textOf(fields.guest));
    const pf = boxFor(textOf(fields.interface)) ?? boxFor(textOf(fields.pf));
    if (id !== undefined && pf !== undefined) lines.set(`${pf.id} ${id}`, lineFrom(pf, id));
  }
  return { boxes, lines: [...lines.values()] };
}

function placed(what: string, nodes: unknown): string | undefined {
  return typeof nodes === 'string' && nodes !== '' ? `${what} on ${nodes}` : undefined;
}

const VHOST = /^dpdkvhostuser(?:client)?$/;

/** Sockets of guests at Open vSwitch, and taps. */
function guestPorts(seen: SeenStates, boxFor: BoxFor): Drafts {
  const lines: Line[] = [];
  const sockets = seen
    .of('ovs', 'interface')
    .filter(({ fields }) => VHOST.test(textOf(fields.type)))
    .map((one) => {
      const box = boxOf('ovs', one, { column: 'end', what: 'guest port', facts: [textOf(one.fields.vlan)] });
      const bridge = boxFor(`ovs bridge ${textOf(one.fields.bridge)}`);
      if (bridge !== undefined) lines.push({ from: bridge.id, to: box.id, how: howOf(box) });
      return box;
    });
  const taps = seen.devices
    .filter(({ fields }) => (fields.kind === 'tap' || fields.kind === 'tun') && textOf(fields.netns) === '')
    .map((device) => {
      const box = boxOf('interface', device, { column: 'end', what: 'tap' });
      const { master } = device.fields;
      const above = typeof master === 'string' ? boxFor(master) : undefined;
      if (above !== undefined && above.column === 'switch') lines.push({ from: above.id, to: box.id, how: howOf(box) });
      return box;
    });
  return { boxes: [...sockets, ...taps], lines };
}
