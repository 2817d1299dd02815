import { describe, expect, it } from 'vitest';
import { createStalls } from './stalls.ts';

describe('stalls', () => {
  it('are what turns came late by, unless timers are late by so much everywhere', () => {
    const stalls = createStalls(() => 0);
    stalls.turn(1000, 990);
    stalls.turn(1005, 1010);
    expect(stalls.lost()).toBe(0);
    stalls.turn(1300, 1010);
    stalls.turn(1400, 1305);
    expect(stalls.lost()).toBe(290 + 95);
    expect(stalls.takeWorst()).toBe(290);
    expect(stalls.takeWorst()).toBe(0);
  });

  it('are also what the machine slept, during which no clock of ours went on', () => {
    let slept = 5000;
    const stalls = createStalls(() => slept);
    stalls.turn(1000, 1000);
    slept = 65_000;
    stalls.turn(1005, 1005);
    stalls.turn(1010, 1010);
    expect(stalls.lost()).toBe(60_000);
  });
});
