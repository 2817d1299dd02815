import { expect, it } from 'vitest';
import { firing } from '../../test/support/made-up-action.ts';
import { type Case, caseKey, createCaseBook } from './case-book.ts';

const trigger = firing();
const one: Case = { key: caseKey('raise', trigger), action: 'raise', trigger };

it('a case is considered by one at a time', () => {
  const cases = createCaseBook();
  cases.replace([one]);
  expect(cases.take(0)).toEqual([one]);
  cases.hurry(0);
  expect(cases.take(0)).toEqual([]);
});

it('a case that could not be considered to its end is considered again a minute later', () => {
  const cases = createCaseBook();
  cases.replace([one]);
  cases.take(0);
  cases.postpone(one, 0);
  expect(cases.take(59_000)).toEqual([]);
  expect(cases.take(60_000)).toEqual([one]);
});

it('a case ends when nobody asks any more, and is new when somebody asks again', () => {
  const cases = createCaseBook();
  cases.replace([one]);
  cases.take(0);
  expect(cases.replace([])).toEqual([one]);
  cases.replace([one]);
  expect(cases.take(0)).toEqual([one]);
});
