import type { SpecOf } from '../../kind.ts';
import type { BodyReader } from './body.ts';
import { isFound } from './expression.ts';

type Expected = NonNullable<SpecOf<'http'>['body']>;

/** A text is looked for in what came so far. An expression may mean the end of the body, or that something is not there. */
export function bodyReader(expected: Expected): BodyReader {
  if ('matches' in expected) return () => false;
  const wanted = Buffer.from(expected.contains);
  return (body) => body.includes(wanted);
}

/** Whether the body is as it should be. Throws a `CheckFailure` when that can't be told. */
export function judgeBody(body: Buffer, expected: Expected): boolean {
  return 'matches' in expected
    ? isFound(new RegExp(expected.matches), body.toString())
    : body.includes(expected.contains);
}
