import type { CheckPlan, CheckReport, CheckResult, CheckTarget } from '../../checks.ts';
import type { Outcome } from '../kind.ts';
import { createHistories } from './histories.ts';
import { createMember, type Member, type Run, sameCheck } from './member.ts';
import { createPeriods, wholePeriods } from './periods.ts';
import { createQueue } from './queue.ts';
import { type RecordParts, record } from './record.ts';
import { createRunner, type RunnerParts } from './runner.ts';
import { createStalls } from './stalls.ts';
import { createTallies } from './tallies.ts';
import { createWheel } from './wheel.ts';

export type CheckerParts = Pick<RunnerParts, 'sockets' | 'kinds' | 'names' | 'now' | 'wall'> &
  Pick<RecordParts, 'transition'> & {
    /** Milliseconds that the machine has slept so far. */
    readonly suspended: () => number;
    /** How many sockets the system lets the checker have. */
    readonly mostSockets: () => number;
    /** Something is to be done before the time that the last turn gave. */
    readonly wake: () => void;
  };

/** All checks of a plan. Everything is done in turns, which somebody else gives it. */
export type Checker = {
  readonly replan: (plan: CheckPlan) => void;
  /**
   * Does what is to be done by now, and says when it wants its next turn.
   * @param planned when this turn should have been
   */
  readonly turn: (planned: number) => number;
  /** In the order of the plan. */
  readonly members: () => readonly Member[];
  readonly last: (member: Member) => CheckResult | undefined;
  readonly figures: () => Pick<CheckReport, 'groups' | 'checker'>;
  /** Lets go of everything. */
  readonly end: () => void;
};

/** Between two turns, so that many checks share the cost of one. */
const TURN_MS = 5;
/** With checks on their way the checker has to notice soon that it is not given its time. */
const WATCHFUL_MS = 100;
const IDLE_MS = 1000;
/** Checks that begin in one turn; the others begin right after what has come in meanwhile was read. */
const AT_ONCE = 256;

export function createChecker(parts: CheckerParts): Checker {
  const { now, wall, wake } = parts;
  const wheel = createWheel(now());
  const histories = createHistories();
  const tallies = createTallies();
  const stalls = createStalls(parts.suspended);
  const periods = createPeriods();
  const queue = createQueue<Member>();
  const recording: RecordParts = { histories, tallies, now, lost: stalls.lost, transition: parts.transition };
  const runner = createRunner({ ...parts, lost: stalls.lost, ended });
  const bySlot: (Member | undefined)[] = [];
  const freeSlots: number[] = [];
  let members: readonly Member[] = [];
  let limit = 0;
  let running = 0;
  const counts = { waited: 0, missed: 0, untrusted: 0 };

  /** Each member has two timers. */
  const periodOf = (member: Member) => 2 * member.slot;
  const deadlineOf = (member: Member) => 2 * member.slot + 1;

  const enqueue = (member: Member): void => {
    member.queued = true;
    queue.push(member);
  };

  const beginPeriod = (member: Member): void => {
    const { delay } = member.target;
    const passed = wholePeriods(member.due, delay, now());
    counts.missed += passed;
    member.due += (passed + 1) * delay;
    wheel.set(periodOf(member), member.due);
    if (member.run === undefined && !member.queued) enqueue(member);
    else if (member.owed) counts.missed += 1;
    // As soon as the one before is over, this period has its check.
    else if (member.run !== undefined) member.owed = true;
    else counts.missed += 1;
  };

  const fire = (id: number): void => {
    const member = bySlot[id >> 1];
    if (member === undefined) return;
    if (id % 2 === 0) beginPeriod(member);
    else runner.expire(member);
  };

  const begin = (member: Member): void => {
    running += 1;
    wheel.set(deadlineOf(member), now() + member.target.timeout);
    runner.begin(member);
  };

  function ended(member: Member, run: Run, outcome: Outcome): void {
    running -= 1;
    wheel.clear(deadlineOf(member));
    if (record(recording, member, run, outcome) === 'untrusted') counts.untrusted += 1;
    if (member.owed) enqueue(member);
    member.owed = false;
    if (queue.size() > 0) wake();
  }

  const beginQueued = (): void => {
    for (let begun = 0; begun < AT_ONCE && running < limit; begun += 1) {
      const member = queue.shift();
      if (member === undefined) return;
      member.queued = false;
      if (!member.gone) begin(member);
    }
    if (running >= limit) counts.waited += queue.countNew();
  };

  const nextTurn = (time: number, lookSoon: boolean): number => {
    if (queue.size() > 0 && running < limit) return time;
    const soon = time + TURN_MS;
    if (lookSoon) return soon;
    const latest = time + (running > 0 ? WATCHFUL_MS : IDLE_MS);
    return Math.min(Math.max(wheel.next() ?? latest, soon), latest);
  };

  const add = (target: CheckTarget): Member => {
    const member = createMember(target, freeSlots.pop() ?? bySlot.length, wall());
    bySlot[member.slot] = member;
    plan(member);
    return member;
  };

  const plan = (member: Member): void => {
    member.due = periods.first(member.target.delay, now());
    wheel.set(periodOf(member), member.due);
  };

  const remove = (member: Member): void => {
    if (member.run !== undefined) running -= 1;
    runner.abandon(member);
    member.gone = true;
    wheel.clear(periodOf(member));
    wheel.clear(deadlineOf(member));
    histories.forget(member.slot);
    bySlot[member.slot] = undefined;
    freeSlots.push(member.slot);
  };

  /** The member of this target as it was, if it is checked as before. */
  const keep = (former: Member | undefined, target: CheckTarget): Member | undefined => {
    if (former === undefined || !sameCheck(former.target, target)) return undefined;
    const { delay } = former.target;
    former.target = target;
    if (delay !== target.delay) plan(former);
    return former;
  };

  return {
    replan: ({ targets, descriptors }) => {
      limit = Math.max(1, Math.min(descriptors, parts.mostSockets()));
      tallies.keep(new Set(targets.map(({ group }) => group)));
      const former = new Map(members.map((member) => [member.target.key, member]));
      const kept = targets.map((target) => keep(former.get(target.key), target));
      for (const member of new Set(members).difference(new Set(kept))) remove(member);
      members = targets.map((target, index) => kept[index] ?? add(target));
      wake();
    },
    turn: (planned) => {
      const time = now();
      stalls.turn(time, planned);
      wheel.advance(time, fire);
      beginQueued();
      const lookSoon = runner.lookAround();
      return nextTurn(time, lookSoon);
    },
    members: () => members,
    last: ({ slot }) => histories.last(slot),
    figures: () => ({
      groups: tallies.all(),
      checker: { openSockets: running, ...counts, lateness: stalls.takeWorst() },
    }),
    end: () => {
      for (const member of members) remove(member);
      members = [];
    },
  };
}
