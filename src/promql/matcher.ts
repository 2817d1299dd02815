import type { Labels } from './labels.ts';
import { wholeMatch } from './regex.ts';

/** One condition of a selector, as data. */
export type Matcher = {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
};

/** A matcher made ready to be asked. */
export type ReadyMatcher = Matcher & {
  /** Whether a label value fits; a label that is not there is the empty text. */
  readonly fits: (value: string) => boolean;
};

/** Throws a SyntaxError when a regular expression is none. */
export function readyMatcher({ name, op, value }: Matcher): ReadyMatcher {
  return { name, op, value, fits: test(op, value) };
}

function test(op: Matcher['op'], value: string): ReadyMatcher['fits'] {
  if (op === '=') return (found) => found === value;
  if (op === '!=') return (found) => found !== value;
  const regex = wholeMatch(value);
  return op === '=~' ? (found) => regex.test(found) : (found) => !regex.test(found);
}

export function fitsAll(matchers: readonly ReadyMatcher[], labels: Labels): boolean {
  return matchers.every(({ name, fits }) => fits(labels.get(name) ?? ''));
}
