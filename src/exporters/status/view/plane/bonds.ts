import type { State } from '../../../../core/state.ts';
import type { Line } from '../../model/plane.ts';
import { textOf, within } from '../verdicts/verdict.ts';
import { idOf, standingOf } from '../verdicts/views.ts';
import { boxOf, commonNode, type Draft, type Drafts } from './draft.ts';
import type { SeenStates } from './seen-states.ts';

/** Finds the box that stands for a network device, or for an interface of Open vSwitch. */
export type BoxFor = (name: string) => Draft | undefined;

/** Bonds of the kernel and of Open vSwitch, with lines from their links. */
export function bondBoxes(seen: SeenStates, boxFor: BoxFor): Drafts {
  const slaves = Map.groupBy(seen.of('bond', 'slave'), ({ fields }) => within(fields.netns, fields.bond));
  const members = Map.groupBy(seen.of('ovs-bond', 'member'), ({ subject }) =>
    subject.slice(0, subject.lastIndexOf('/')),
  );
  const kernel = seen.of('bond', 'bond').map((bond) => {
    const links = slaves.get(bond.subject) ?? [];
    return joined('bond', bond, links, (link) => boxFor(within(link.fields.netns, link.fields.slave)), howOfSlave, {
      mode: modeText(bond.fields.mode),
      active: bond.fields.active_slave,
    });
  });
  const ovs = seen.of('ovs-bond', 'bond').map((bond) => {
    const links = members.get(bond.subject) ?? [];
    return joined('ovs-bond', bond, links, (link) => boxFor(textOf(link.fields.member)), howOfMember, {
      mode: textOf(bond.fields.mode),
      active: bond.fields.active_member,
    });
  });
  const all = [...kernel, ...ovs];
  return { boxes: all.map(({ box }) => box), lines: all.flatMap(({ lines }) => lines) };
}

type How = (bond: State, link: State) => Line['how'];

function joined(
  collector: string,
  bond: State,
  links: readonly State[],
  lower: (link: State) => Draft | undefined,
  how: How,
  { mode, active }: { readonly mode: string; readonly active: unknown },
) {
  const ends = links.flatMap((link) => {
    const end = lower(link);
    return end === undefined ? [] : [{ link, end }];
  });
  const box = boxOf(collector, bond, {
    column: 'bond',
    node: commonNode(ends.map(({ end }) => end.node)),
    facts: [mode, typeof active === 'string' ? `active: ${active}` : undefined, standbyText(links, bond, how)],
  });
  const lines = ends.map(({ link, end }): Line => ({ from: end.id, to: idOf(collector, bond), how: how(bond, link) }));
  return { box, lines };
}

function standbyText(links: readonly State[], bond: State, how: How): string | undefined {
  const named = (wanted: Line['how']) =>
    links.filter((link) => how(bond, link) === wanted).map(({ fields }) => textOf(fields.slave ?? fields.member));
  const [standby, broken] = [named('standby'), named('broken')];
  const words = [
    ...(standby.length === 0 ? [] : [`standby: ${standby.join(', ')}`]),
    ...(broken.length === 0 ? [] : [`down: ${broken.join(', ')}`]),
  ];
  return words.length === 0 ? undefined : words.join('; ');
}

const howOfSlave: How = (bond, slave) => {
  if (standingOf('bond', slave).level !== 'ok') return 'broken';
  const { active_slave, aggregator, mode } = bond.fields;
  if (textOf(mode).startsWith('active-backup')) return active_slave === slave.fields.slave ? 'active' : 'standby';
  const isOutside = aggregator !== null && aggregator !== undefined && slave.fields.aggregator !== aggregator;
  return isOutside ? 'standby' : 'active';
};

const howOfMember: How = (bond, member) => {
  if (member.fields.enabled === false) return 'broken';
  if (bond.fields.mode !== 'active-backup') return 'active';
  return bond.fields.active_member === member.fields.member ? 'active' : 'standby';
};

/** `active-backup` of `active-backup 1`. */
function modeText(mode: unknown): string {
  return typeof mode === 'string' ? mode.replace(/ \d+$/, '') : '';
}
