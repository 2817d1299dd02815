import { HostError } from '../../src/core/errors.ts';
import type {
  CheckedState,
  CheckListener,
  CheckPlan,
  CheckReason,
  CheckReport,
  CheckResult,
  TargetReport,
} from '../../src/host/checks.ts';
import type { Host } from '../../src/host/host.ts';

/** Checks whose outcome a test says, in place of a checker. */
export type HandDrivenChecks = {
  readonly door: Host['checks'];
  /** The plan in force; `undefined` while nothing is checked. */
  readonly plan: () => CheckPlan | undefined;
  /** How often a plan was given. */
  readonly plans: () => number;
  /** The checks come to a verdict. */
  readonly decide: (key: string, to: CheckedState, ...reasons: readonly [...CheckReason[], CheckReason]) => void;
  /** Changes what the next reports say of a target, without a transition. */
  readonly about: (key: string, about: Partial<TargetReport>) => void;
  readonly checker: (counters: Partial<CheckReport['checker']>) => void;
  /** The checker dies and begins anew. */
  readonly lose: () => void;
  /** Whether reports are refused. */
  readonly refuse: (isRefused: boolean) => void;
  /** How often a report was asked for. */
  readonly reports: () => number;
  readonly isEnded: () => boolean;
};

const quiet = { openSockets: 0, waited: 0, missed: 0, untrusted: 0, lateness: 0 };
const unknown: TargetReport = { state: 'UNKNOWN', since: 0, checks: 0, failures: 0, transitions: 0, against: 0 };

export function handDrivenChecks(): HandDrivenChecks {
  let targets = new Map<string, TargetReport>();
  let plan: CheckPlan | undefined;
  let listener: CheckListener | undefined;
  let ended: AbortSignal | undefined;
  let checker: CheckReport['checker'] = quiet;
  let refused = false;
  let plans = 0;
  let reports = 0;

  const replan = (next: CheckPlan) => {
    const before = new Map(plan?.targets.map((target) => [target.key, JSON.stringify(target)]));
    plan = next;
    plans += 1;
    targets = new Map(
      next.targets.map((target) => {
        const isSame = before.get(target.key) === JSON.stringify(target);
        return [target.key, (isSame ? targets.get(target.key) : undefined) ?? unknown];
      }),
    );
  };

  const resultOf = (reason: CheckReason): CheckResult => ({
    at: 1_000,
    verdict: reason === 'ok' ? 'pass' : 'fail',
    reason,
    duration: reason === 'timeout' ? undefined : 1.25,
    detail: reason === 'wrong-status' ? '503 Service Unavailable' : undefined,
  });

  return {
    door: (first, wanted, signal) => {
      listener = wanted;
      ended = signal;
      replan(first);
      return {
        replan,
        report: async () => {
          reports += 1;
          if (refused) throw new HostError('deadline', 'checks', 'no answer within 1000 ms');
          return { targets: new Map(targets), groups: new Map(), checker };
        },
      };
    },
    plan: () => plan,
    plans: () => plans,
    decide: (key, to, ...reasons) => {
      const before = targets.get(key) ?? unknown;
      const last = reasons.map(resultOf);
      const reason = reasons.at(-1) ?? 'ok';
      const { checks, transitions } = before;
      const more = { checks: checks + last.length, transitions: transitions + 1, since: 2_000 };
      targets.set(key, { ...before, ...more, state: to, last: resultOf(reason) });
      listener?.transition({ key, at: 2_000, from: before.state, to, reason, last });
    },
    about: (key, about) => void targets.set(key, { ...(targets.get(key) ?? unknown), ...about }),
    checker: (counters) => {
      checker = { ...checker, ...counters };
    },
    lose: () => {
      for (const key of targets.keys()) targets.set(key, unknown);
      listener?.lost(new Error('ended with code 1'));
    },
    refuse: (isRefused) => {
      refused = isRefused;
    },
    reports: () => reports,
    isEnded: () => ended?.aborted === true,
  };
}
