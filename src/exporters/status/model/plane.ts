import type { Level, ObjectId, ObjectSearch } from './object.ts';

/** The data plane as a picture: bands of NUMA nodes, in each of them columns from the wire to the guests. */
export type Plane = {
  readonly bands: readonly Band[];
  readonly lines: readonly Line[];
};

export const columns = ['port', 'bond', 'tunnel', 'switch', 'end'] as const;
export type Column = (typeof columns)[number];

export type Band = {
  /** NUMA node; left out for what is on no node, on several, or where it is not known. */
  readonly node?: number;
  readonly about?: string;
  readonly cells: Readonly<Record<Column, Cell>>;
};

export type Cell = { readonly boxes: readonly Box[]; readonly more?: More };

/** Boxes that had no room. */
export type More = {
  readonly count: number;
  readonly search: ObjectSearch;
};

export type Box = {
  readonly id: ObjectId;
  readonly name: string;
  /** What it is: `bond`, `OVS bridge`, `network namespace`. */
  readonly what: string;
  readonly level: Level;
  /** How it is, in words: `up`, `one link left of 2`. */
  readonly state: string;
  /** Further facts, short: `active-backup`, `25 Gbit/s`. */
  readonly facts: readonly string[];
  /** Small parts drawn inside: virtual functions, queues. */
  readonly parts?: Parts;
};

export type Parts = {
  readonly words: string;
  readonly items: readonly {
    readonly id: ObjectId;
    readonly name: string;
    readonly level: Level;
    readonly use: string;
  }[];
};

/** From a box nearer to the wire to one nearer to the guests. */
export type Line = {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** `standby` carries nothing now though it could; `broken` can't. */
  readonly how: 'active' | 'standby' | 'broken';
};
