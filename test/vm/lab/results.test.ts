import { describe, expect, it } from 'vitest';
import { END_LINE, parseResults, resultLine } from './results.ts';

const passed = { file: 'a.test.ts', name: 'is good', state: 'passed' } as const;
const skipped = { file: 'a.test.ts', name: 'needs "more"', state: 'skipped', words: 'two\nlines' } as const;

describe('results from a guest', () => {
  it('come over as they were written, and have an end', () => {
    const text = [resultLine(passed), resultLine(skipped), END_LINE].join('');
    expect(parseResults(text)).toEqual({ results: [passed, skipped], ended: true });
  });

  it('without an end are those that are whole', () => {
    const text = [resultLine(passed), resultLine(skipped).slice(0, -5)].join('');
    expect(parseResults(text)).toEqual({ results: [passed], ended: false });
  });

  it('of a guest that wrote nothing are none', () => {
    expect(parseResults('')).toEqual({ results: [], ended: false });
  });

  it('that are something else are an error', () => {
    expect(() => parseResults('{"file":"a","name":"b","state":"fine"}\n')).toThrow('state');
  });
});
