import { describe, expect, it } from 'vitest';
import {
  answers,
  began,
  figures,
  gaps,
  SECOND,
  type Simulation,
  silent,
  simulate,
  simulatedPlan,
  simulatedTarget,
} from '../../../../test/support/simulated-checks.ts';

const stateOf = ({ checker }: Simulation, port: number) =>
  checker.members().find(({ target }) => target.port === port)?.standing.state;

describe('a new plan', () => {
  it('keeps states, counts and times of what is checked as before', () => {
    const simulation = simulate(simulatedPlan(3), () => answers);
    simulation.pass(5 * SECOND);
    const before = simulation.checker.members().map(({ since, checks, due }) => ({ since, checks, due }));
    const stays = [simulatedTarget(3), simulatedTarget(2, { fall: 9, group: 'api' }), simulatedTarget(1)];
    simulation.checker.replan({ targets: stays, descriptors: 10 });
    const after = simulation.checker.members().map(({ since, checks, due }) => ({ since, checks, due }));
    expect(after).toEqual(before.toReversed());
    simulation.pass(5 * SECOND);
    expect(simulation.transitions).toHaveLength(3);
    for (const port of [1, 2, 3]) {
      expect(gaps(began(simulation, port)).every((gap) => Math.abs(gap - SECOND) <= 5)).toBe(true);
    }
    expect([...simulation.checker.figures().groups.keys()].toSorted()).toEqual(['api', 'web']);
  });

  it.each([
    ['another port', { port: 99 }],
    ['another address', { address: '192.0.2.2' }],
    ['another place', { place: { netns: 'blue' } }],
    ['another check', { check: { kind: 'tcp', halfOpen: true } as const }],
  ])('begins with UNKNOWN where the check is to be made at %s', (_what, changes) => {
    const simulation = simulate(simulatedPlan(1), () => answers);
    simulation.pass(5 * SECOND);
    expect(stateOf(simulation, 1)).toBe('ACTIVE');
    simulation.checker.replan({ targets: [simulatedTarget(1, changes)], descriptors: 10 });
    expect(simulation.checker.members()[0]).toMatchObject({ checks: 0, standing: { state: 'UNKNOWN' } });
    simulation.pass(5 * SECOND);
    expect(simulation.checker.members()[0]?.standing.state).toBe('ACTIVE');
  });

  it('checks at its new times what has another delay', () => {
    const simulation = simulate(simulatedPlan(20), () => answers);
    simulation.pass(5 * SECOND);
    simulation.checker.replan(simulatedPlan(20, { delay: 200 }));
    const before = simulation.seen.length;
    simulation.pass(10 * SECOND);
    expect(Math.abs(simulation.seen.length - before - 1000)).toBeLessThanOrEqual(20);
    expect(simulation.transitions).toHaveLength(20);
  });

  it('lets go of what is no longer in it', () => {
    const simulation = simulate(simulatedPlan(100, { timeout: 900 }), () => silent);
    simulation.pass(5 * SECOND);
    expect(simulation.open()).toBeGreaterThan(50);
    const seen = simulation.seen.length;
    simulation.checker.replan({ targets: [], descriptors: 10 });
    expect(simulation.open()).toBe(0);
    simulation.pass(5 * SECOND);
    expect(simulation.seen.length).toBe(seen);
    expect(figures(simulation).openSockets).toBe(0);
    simulation.checker.replan(simulatedPlan(2));
    expect(simulation.checker.members().map(simulation.checker.last)).toEqual([undefined, undefined]);
    simulation.pass(5 * SECOND);
    const members = simulation.checker.members();
    expect(members.map(({ standing }) => standing.state)).toEqual(['INACTIVE', 'INACTIVE']);
    expect(members.map((member) => simulation.checker.last(member)?.reason)).toEqual(['timeout', 'timeout']);
  });

  it('lets go of what waits for a socket, too', () => {
    const simulation = simulate(simulatedPlan(100, {}, 1), () => silent);
    simulation.pass(5 * SECOND);
    const seen = simulation.seen.length;
    simulation.checker.replan({ targets: [], descriptors: 1 });
    simulation.pass(5 * SECOND);
    expect(simulation.seen.length).toBe(seen);
    expect(simulation.open()).toBe(0);
  });
});
