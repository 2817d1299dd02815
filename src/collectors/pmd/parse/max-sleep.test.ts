import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMaxSleeps } from './max-sleep.ts';

const text = (name: string) => readFileSync(new URL(`../fixtures/${name}.txt`, import.meta.url), 'utf8');

describe('the longest sleep of a PMD', () => {
  it('is read for each', () => {
    const sleeps = parseMaxSleeps(text('pmd-sleep-3.2'), 'sleep').map(({ thread, seconds }) => [thread.core, seconds]);
    expect(sleeps).toEqual([
      [8, 0],
      [9, 50e-6],
    ]);
  });
});
