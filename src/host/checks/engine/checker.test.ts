import { describe, expect, it } from 'vitest';
import {
  type Behaviour,
  type Simulation,
  simulate,
  simulatedPlan,
  simulatedTarget,
} from '../../../../test/support/simulated-checks.ts';

const answers: Behaviour = { after: 0.2, outcome: { reason: 'ok', duration: 0.2 } };
const refuses: Behaviour = { after: 0.2, outcome: { reason: 'refused' } };
const silent: Behaviour = undefined;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

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

const began = ({ seen }: Simulation, port: number) => seen.filter((one) => one.port === port).map((one) => one.began);
const gaps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));
const stateOf = ({ checker }: Simulation, port: number) =>
  checker.members().find(({ target }) => target.port === port)?.standing.state;
const figures = ({ checker }: Simulation) => checker.figures().checker;

describe('the schedule of checks', () => {
  it('spreads members evenly over their delay from the beginning', () => {
    const simulation = simulate(simulatedPlan(1000), () => answers);
    simulation.pass(10 * SECOND);
    // A tenth of a second has a tenth of the members, but for one turn's worth of them at either end.
    for (const count of perBin(simulation, 100).slice(0, -1)) expect(Math.abs(count - 100)).toBeLessThanOrEqual(8);
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
    expect(simulation.checker.figures().groups.get('web')?.byReason).toMatchObject({ refused: 4 });
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

  it('takes an answer for a timeout that took longer than the timeout', () => {
    const simulation = simulate(simulatedPlan(1, { timeout: 100 }), () => ({
      after: 99.5,
      outcome: { reason: 'ok', duration: 101 },
    }));
    simulation.pass(5500);
    expect(simulation.seen.length).toBeGreaterThan(4);
    expect(simulation.checker.figures().groups.get('web')?.byReason).toEqual({ timeout: simulation.seen.length });
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
    expect(simulation.checker.figures().groups.get('web')?.byReason).not.toHaveProperty('timeout');
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
    expect(simulation.transitions[1]?.last.at(-1)).toMatchObject({ verdict: 'none', detail: 'gone' });
  });
});

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
    simulation.pass(5 * SECOND);
    const members = simulation.checker.members();
    expect(members.map(({ standing }) => standing.state)).toEqual(['INACTIVE', 'INACTIVE']);
    expect(members.map((member) => simulation.checker.last(member)?.reason)).toEqual(['timeout', 'timeout']);
  });
});
