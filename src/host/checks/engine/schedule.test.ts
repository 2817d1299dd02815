import { describe, expect, it } from 'vitest';
import {
  answers,
  began,
  figures,
  gaps,
  MINUTE,
  SECOND,
  type Simulation,
  silent,
  simulate,
  simulatedPlan,
} from '../../../../test/support/simulated-checks.ts';

/** How many checks began in each so many milliseconds since the beginning of the first second. */
function perBin({ seen }: Simulation, bin: number): number[] {
  const first = seen[0]?.began ?? 0;
  const counts: number[] = [];
  for (const { began } of seen) {
    const index = Math.floor((began - first) / bin);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

describe('the schedule of checks', () => {
  it('spreads members evenly over their delay from the beginning', () => {
    const simulation = simulate(simulatedPlan(1000), () => answers);
    simulation.pass(10 * SECOND);
    // A tenth of a second has a tenth of the members, but for one turn's worth of them at either end.
    for (const count of perBin(simulation, 100).slice(0, -1)) expect(Math.abs(count - 100)).toBeLessThanOrEqual(8);
  });

  it('gives a member that comes later the time that it would have had from the beginning', () => {
    const simulation = simulate(simulatedPlan(1), () => answers);
    simulation.pass(3370);
    simulation.checker.replan(simulatedPlan(2));
    simulation.pass(5 * SECOND);
    const [[first = 0] = [], [second = 0] = []] = [began(simulation, 1), began(simulation, 2)];
    expect(Math.abs(((second - first) % SECOND) - 618)).toBeLessThanOrEqual(5);
  });

  it('spreads members that come later among those that are there', () => {
    const simulation = simulate(simulatedPlan(100), () => answers);
    simulation.pass(10 * SECOND);
    simulation.checker.replan(simulatedPlan(1000));
    simulation.pass(SECOND);
    const before = simulation.seen.length;
    simulation.pass(SECOND);
    const counts = new Array<number>(10).fill(0);
    for (const one of simulation.seen.slice(before)) {
      const tenth = Math.floor((one.began % SECOND) / 100);
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThanOrEqual(8);
  });

  it('keeps a member at its own times for ever', () => {
    const simulation = simulate(simulatedPlan(7, { delay: 333 }), () => answers);
    simulation.pass(10 * MINUTE);
    for (const port of [1, 4, 7]) {
      const times = began(simulation, port);
      const [first = 0] = times;
      expect(times.length).toBeGreaterThanOrEqual(1801);
      for (const [index, time] of times.entries()) expect(Math.abs(time - first - index * 333)).toBeLessThanOrEqual(5);
    }
    expect(figures(simulation).missed).toBe(0);
  });

  it('never checks a member twice at a time, and begins late rather than not at all', () => {
    // As long a timeout as a delay: the end of one check and the beginning of the next meet.
    const simulation = simulate(simulatedPlan(50, { timeout: 1000 }), () => silent);
    simulation.pass(MINUTE);
    const open = new Map<number, number>();
    for (const { port, began, ended = Number.POSITIVE_INFINITY } of simulation.seen) {
      expect(began).toBeGreaterThanOrEqual(open.get(port) ?? 0);
      open.set(port, ended);
    }
    expect(began(simulation, 9).length).toBeGreaterThanOrEqual(58);
  });

  it('counts the periods that a check took away from those after it', () => {
    const simulation = simulate(simulatedPlan(1, { timeout: 3500 }), () => silent);
    simulation.pass(40 * SECOND);
    const checks = simulation.seen.length;
    expect(checks).toBeGreaterThanOrEqual(11);
    expect(Math.abs(figures(simulation).missed - (40 - checks))).toBeLessThanOrEqual(4);
  });

  it('does not let silent members delay others', () => {
    const simulation = simulate(simulatedPlan(1000), (port) => (port % 2 === 0 ? silent : answers));
    simulation.pass(MINUTE);
    for (const gap of gaps(began(simulation, 501))) expect(Math.abs(gap - SECOND)).toBeLessThanOrEqual(5);
    expect(figures(simulation)).toMatchObject({ missed: 0, waited: 0, untrusted: 0 });
  });

  it('looks at many connections again soon, also when nothing else is to be done', () => {
    const simulation = simulate(simulatedPlan(20, { delay: MINUTE }), () => ({ after: 4, outcome: { reason: 'ok' } }));
    simulation.pass(MINUTE);
    simulation.stop(MINUTE);
    const before = simulation.seen.length;
    simulation.pass(SECOND);
    const late = simulation.seen.slice(before);
    expect(late.length).toBe(20);
    for (const { began, ended = 0 } of late) expect(ended - began).toBe(5);
  });

  it('has no more sockets open than the plan allows, and lets everybody have their turn', () => {
    const simulation = simulate(simulatedPlan(100, { timeout: 400 }, 50), () => silent);
    let most = 0;
    for (let step = 0; step < 2000; step += 1) {
      simulation.pass(5);
      most = Math.max(most, simulation.open());
    }
    // 50 sockets of 0.4 s are 125 checks a second: enough, with some that wait for each other.
    expect(most).toBeLessThanOrEqual(50);
    for (const port of [1, 50, 100]) expect(began(simulation, port).length).toBeGreaterThanOrEqual(9);
  });

  it('says when the bound on sockets was felt, and what it cost', () => {
    const simulation = simulate(simulatedPlan(100, { timeout: 400 }, 10), () => silent);
    simulation.pass(60 * SECOND);
    const { waited, missed, openSockets } = figures(simulation);
    expect(openSockets).toBe(10);
    expect(waited).toBeGreaterThan(1000);
    // Ten sockets of 0.4 s: 25 checks a second instead of 100.
    expect(missed / 60).toBeGreaterThan(60);
    expect(missed / 60).toBeLessThan(85);
    for (const port of [1, 50, 100]) expect(began(simulation, port).length).toBeGreaterThanOrEqual(12);
  });
});
