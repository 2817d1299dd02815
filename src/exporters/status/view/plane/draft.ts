import type { State } from '../../../../core/state.ts';
import type { ObjectId } from '../../model/object.ts';
import type { Box, Column, Line } from '../../model/plane.ts';
import { idOf, type Standing, standingOf, whatIs } from '../verdicts/views.ts';

/** A box before it has found its place. */
export type Draft = Box & {
  /** Nothing goes through it. */
  readonly isCut: boolean;
  readonly column: Column;
  /** NUMA node of what it is made of; nothing where it is on none, or that is not known. */
  readonly node: number | undefined;
};

/** Boxes of one sort, and their lines to others. */
export type Drafts = { readonly boxes: readonly Draft[]; readonly lines: readonly Line[] };

export type BoxAbout = {
  readonly column: Column;
  readonly node?: number | undefined;
  readonly name?: string;
  readonly what?: string;
  readonly facts?: readonly (string | undefined)[];
};

/** A box of an object that has a state. */
export function boxOf(collector: string, state: State, about: BoxAbout): Draft {
  const { level, state: words, isCut } = standingOf(collector, state);
  return {
    id: idOf(collector, state),
    name: about.name ?? state.subject,
    what: about.what ?? whatIs(collector, state.kind),
    level,
    state: words,
    isCut,
    facts: (about.facts ?? []).filter((fact) => fact !== undefined && fact !== '').map(String),
    column: about.column,
    node: about.node,
  };
}

/** A line from something that carries traffic, or does not. */
export function lineFrom(from: Draft, to: ObjectId): Line {
  return { from: from.id, to, how: howOf(from) };
}

/** How a line is that comes from something in such a state. */
export function howOf({ level, isCut }: Pick<Standing, 'level' | 'isCut'>): Line['how'] {
  if (isCut) return 'broken';
  return level === 'off' ? 'standby' : 'active';
}

/** `25 Gbit/s`, `100 Mbit/s`; nothing where the speed is not known. */
export function speedText(speed: unknown): string | undefined {
  if (typeof speed !== 'number' || speed <= 0) return undefined;
  return speed >= 1000 ? `${speed / 1000} Gbit/s` : `${speed} Mbit/s`;
}

/** The one node of all of these, or nothing. */
export function commonNode(nodes: Iterable<number | undefined>): number | undefined {
  const all = new Set(nodes);
  const [only] = all;
  return all.size === 1 ? only : undefined;
}

/** `node 1`, `1`: the number of a NUMA node in a field. */
export function nodeIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}
