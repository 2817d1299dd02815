import type { State } from '../../../../core/state.ts';
import type { Parts } from '../../model/plane.ts';
import { textOf, within } from '../verdicts/verdict.ts';
import { byLevel, idOf, standingOf } from '../verdicts/views.ts';
import { boxOf, type Draft, nodeIn, speedText } from './draft.ts';
import type { SeenStates } from './seen-states.ts';

/** Virtual functions drawn in one box; those beyond are counted. */
const MOST_PARTS = 128;

/** What leads out of the host: network cards, physical functions, DPDK ports, and whatever else a bond is made of. */
export function portBoxes(seen: SeenStates): readonly Draft[] {
  const nodes = nodesOfDevices(seen);
  const pfs = seen.of('vf', 'pf');
  const pfOf = new Map(pfs.map((pf) => [textOf(pf.fields.interface), pf]));
  const vfsOf = Map.groupBy(seen.of('vf', 'vf'), ({ fields }) => textOf(fields.pf));
  const vfDevices = new Set(seen.of('vf', 'vf').map(({ fields }) => textOf(fields.netdev)));
  const slaves = new Map(
    seen.of('bond', 'slave').map((slave) => [within(slave.fields.netns, slave.fields.slave), slave]),
  );
  const devices = seen.devices.filter(
    ({ subject, fields }) => !vfDevices.has(subject) && (fields.kind === 'physical' || slaves.has(subject)),
  );
  const drawn = new Set(devices.map(({ subject }) => subject));
  return [
    ...devices.map((device) => {
      const pf = pfOf.get(device.subject);
      const box = boxOf('interface', device, {
        column: 'port',
        node: nodes.get(device.subject) ?? nodeIn(pf?.fields.numa_node),
        what: pf === undefined ? deviceWord(device) : 'physical function',
        facts: [speedText(device.fields.speed), pf?.subject],
      });
      const worst = worseOf(worseOf(box, 'bond', slaves.get(device.subject)), 'vf', pf);
      return withFunctions(worst, vfsOf.get(pf?.subject ?? '') ?? []);
    }),
    ...pfs
      .filter(({ fields }) => !drawn.has(textOf(fields.interface)))
      .map((pf) => {
        const about = { column: 'port', node: nodeIn(pf.fields.numa_node), facts: [textOf(pf.fields.driver)] } as const;
        return withFunctions(boxOf('vf', pf, about), vfsOf.get(pf.subject) ?? []);
      }),
    ...dpdkPorts(seen),
  ];
}

function deviceWord({ fields }: State): string {
  return fields.kind === 'physical' ? 'network card' : `${textOf(fields.kind)} device`;
}

/** NUMA nodes of network devices, as the firmware tells. */
function nodesOfDevices(seen: SeenStates): ReadonlyMap<string, number> {
  return new Map(
    seen.of('numa', 'device').flatMap(({ fields }) => {
      const node = nodeIn(fields.node);
      if (node === undefined) return [];
      return textOf(fields.interface)
        .split(',')
        .map((name) => [name, node] as const);
    }),
  );
}

/** Ports that DPDK has taken from the kernel, as Open vSwitch knows them. */
function dpdkPorts(seen: SeenStates): readonly Draft[] {
  const nodes = new Map([
    ...seen
      .of('dpdk', 'port')
      .map(({ subject, fields }) => [subject.split('/').at(-1) ?? '', nodeIn(fields.numa_node)] as const),
    ...seen.of('pmd', 'port').map(({ subject, fields }) => [subject, nodeIn(fields.node)] as const),
  ]);
  return seen
    .of('ovs', 'interface')
    .filter(({ fields }) => fields.type === 'dpdk')
    .map((one) =>
      boxOf('ovs', one, { column: 'port', node: nodes.get(textOf(one.fields.interface)), what: 'DPDK port' }),
    );
}

/** The box in the state of another view of the same thing, where that is worse. */
function worseOf(box: Draft, collector: string, other: State | undefined): Draft {
  const standing = other === undefined ? undefined : standingOf(collector, other);
  return standing !== undefined && byLevel(standing, box) < 0 ? { ...box, ...standing } : box;
}

function withFunctions(box: Draft, vfs: readonly State[]): Draft {
  if (vfs.length === 0) return box;
  const items = vfs.map((vf) => ({
    id: idOf('vf', vf),
    name: `VF ${textOf(vf.fields.vf)}`,
    level: standingOf('vf', vf).level,
    use: useOf(vf),
  }));
  const uses = [...Map.groupBy(items, ({ use }) => use.split(' ')[0] ?? '')].map(
    ([use, some]) => `${some.length} ${USES.get(use) ?? use}`,
  );
  const parts: Parts = { words: `${vfs.length} VFs: ${uses.join(', ')}`, items: items.slice(0, MOST_PARTS) };
  return { ...box, parts };
}

const USES: ReadonlyMap<string, string> = new Map([
  ['guest', 'in guests'],
  ['namespace', 'in namespaces'],
  ['bond', 'in bonds'],
  ['host', 'on the host'],
  ['vfio', 'given out'],
  ['unbound', 'free'],
  ['elsewhere', 'elsewhere'],
]);

function useOf({ fields }: State): string {
  return typeof fields.bond === 'string' ? `bond ${fields.bond}` : textOf(fields.place);
}
