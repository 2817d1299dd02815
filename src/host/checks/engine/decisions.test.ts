import { describe, expect, it } from 'vitest';
import {
  answers,
  began,
  figures,
  gaps,
  reasons,
  refuses,
  SECOND,
  silent,
  simulate,
  simulatedPlan,
} from '../../../../test/support/simulated-checks.ts';

describe('what checks decide', () => {
  it('is told at once, with the last checks behind it', () => {
    let up = true;
    const simulation = simulate(simulatedPlan(1), () => (up ? answers : refuses));
    simulation.pass(20 * SECOND);
    up = false;
    simulation.pass(4.5 * SECOND);
    expect(simulation.transitions.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      ['UNKNOWN', 'ACTIVE', 'ok'],
      ['ACTIVE', 'INACTIVE', 'refused'],
    ]);
    const last = simulation.transitions[1]?.last ?? [];
    expect(last.map(({ reason }) => reason)).toEqual([...new Array(7).fill('ok'), 'refused', 'refused', 'refused']);
    expect(gaps(last.map(({ at }) => at)).every((gap) => Math.abs(gap - SECOND) <= 5)).toBe(true);
    expect(reasons(simulation)).toMatchObject({ refused: 4 });
  });

  it('is seen within delay × fall + timeout of a silent death', () => {
    let deadAt = Number.POSITIVE_INFINITY;
    const simulation = simulate(simulatedPlan(500), (_port, now) => (now >= deadAt ? silent : answers));
    simulation.pass(10 * SECOND);
    deadAt = simulation.now();
    simulation.pass(5 * SECOND);
    const times = simulation.transitions.filter(({ to }) => to === 'INACTIVE').map(({ at }) => at - deadAt);
    expect(times).toHaveLength(500);
    expect(Math.max(...times)).toBeLessThanOrEqual(3 * SECOND + 500 + 10);
  });

  it('takes an answer that came in time but was not seen in time', () => {
    const simulation = simulate(simulatedPlan(1), () => ({ after: 300, outcome: { reason: 'ok', duration: 300 } }));
    simulation.pass(10 * SECOND);
    simulation.pass(SECOND - (simulation.now() - (began(simulation, 1).at(-1) ?? 0)) + 100);
    simulation.stop(10 * SECOND);
    simulation.pass(10 * SECOND);
    expect(simulation.transitions).toHaveLength(1);
    expect(figures(simulation).untrusted).toBe(0);
    expect(simulation.checker.members()[0]?.failures).toBe(0);
  });

  it('is not touched by a stop that was over before the timeout ran out', () => {
    const simulation = simulate(simulatedPlan(1, { timeout: 900 }), () => silent);
    simulation.pass(3 * SECOND);
    const failures = simulation.checker.members()[0]?.failures ?? 0;
    expect(simulation.open()).toBe(1);
    simulation.pass(100 - ((simulation.now() - (began(simulation, 1).at(-1) ?? 0)) % SECOND));
    simulation.stop(700);
    simulation.pass(200);
    expect(figures(simulation).untrusted).toBe(1);
    expect(simulation.checker.members()[0]?.failures).toBe(failures);
  });

  it('takes an answer for a timeout that took longer than the timeout', () => {
    const simulation = simulate(simulatedPlan(1, { timeout: 100 }), () => ({
      after: 99.5,
      outcome: { reason: 'ok', duration: 101 },
    }));
    simulation.pass(5500);
    expect(simulation.seen.length).toBeGreaterThan(4);
    expect(reasons(simulation)).toEqual({ timeout: simulation.seen.length });
  });

  it.each(['stop', 'sleep'] as const)('is not touched by timeouts that ran out during a %s', (how) => {
    let answering = true;
    const simulation = simulate(simulatedPlan(200), () => (answering ? answers : silent));
    simulation.pass(10 * SECOND);
    answering = false;
    simulation.pass(300);
    answering = true;
    expect(simulation.open()).toBeGreaterThan(50);
    simulation[how](10 * SECOND);
    simulation.pass(2 * SECOND);
    expect(figures(simulation).untrusted).toBeGreaterThan(50);
    expect(simulation.checker.members().filter(({ failures }) => failures > 0)).toEqual([]);
    expect(reasons(simulation)).not.toHaveProperty('timeout');
    expect(simulation.transitions.filter(({ to }) => to !== 'ACTIVE')).toEqual([]);
  });

  it('counts the periods that passed while the checker was not there', () => {
    const simulation = simulate(simulatedPlan(100), () => answers);
    simulation.pass(10 * SECOND);
    simulation.stop(10 * SECOND);
    simulation.pass(SECOND);
    expect(figures(simulation).missed).toBeGreaterThanOrEqual(900);
    expect(figures(simulation).missed).toBeLessThanOrEqual(1000);
  });

  it('is UNKNOWN again when checks say nothing for as long as it takes to fall', () => {
    let there = true;
    const simulation = simulate(simulatedPlan(1), () =>
      there ? answers : { after: 0, outcome: { reason: 'no-place', detail: 'gone' } },
    );
    simulation.pass(5 * SECOND);
    there = false;
    simulation.pass(5 * SECOND);
    there = true;
    simulation.pass(5 * SECOND);
    expect(simulation.transitions.map(({ to }) => to)).toEqual(['ACTIVE', 'UNKNOWN', 'ACTIVE']);
    expect(simulation.transitions[1]?.reason).toBe('no-place');
    const last = simulation.transitions[1]?.last.at(-1);
    expect(last).toEqual({ at: last?.at, verdict: 'none', reason: 'no-place', detail: 'gone' });
  });

  it('says until when the certificate was good that was seen last', () => {
    let certificateExpires: number | undefined = 1.8e12;
    const simulation = simulate(simulatedPlan(1), () => ({ after: 0, outcome: { reason: 'ok', certificateExpires } }));
    simulation.pass(2 * SECOND);
    certificateExpires = undefined;
    simulation.pass(2 * SECOND);
    expect(simulation.checker.members()[0]?.certificateExpires).toBe(1.8e12);
  });
});
