import type { Labels } from './labels.ts';
import { wholeMatch } from './regex.ts';

/** One condition of a selector, as data. */
export type Condition = {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
};

/** A condition made ready to be asked. */
export type Matcher = Condition & {
  /** Whether a label value fits; a label that is not there is the empty text. */
  readonly fits: (value: string) => boolean;
};

/** Throws a SyntaxError when a regular expression is none. */
export function matcherOf(name: string, op: Matcher['op'], value: string): Matcher {
  return { name, op, value, fits: test(op, value) };
}

function test(op: Matcher['op'], value: string): Matcher['fits'] {
  if (op === '=') return (found) => found === value;
  if (op === '!=') return (found) => found !== value;
  const regex = wholeMatch(value);
  return op === '=~' ? (found) => regex.test(found) : (found) => !regex.test(found);
}

export function fitsAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every(({ name, fits }) => fits(labels.get(name) ?? ''));
}
