import type { Kinds } from '../kind.ts';

/** The kinds of checks that there are, apart from `tcp`. */
export const kinds: Partial<Kinds> = {};
