import type { Occurrence } from '../../core/definition.ts';
import { messageOf } from '../../core/errors.ts';
import type { CheckReport, Checks, CheckTransition } from '../../host/checks.ts';
import type { Host } from '../../host/host.ts';
import type { Collected, CollectRequest, Reader, WatchListener } from '../collector.ts';
import { createPoolFiles } from './files/pool-files.ts';
import { firstAnswers } from './first-answers.ts';
import { createBoard } from './judge/board.ts';
import { checkerReported, unknownChecker } from './judge/checker.ts';
import { checkPlanOf } from './plan/check-plan.ts';
import { mergePools, type Twin } from './plan/merge.ts';
import { type PlannedPool, planPool } from './plan/planned.ts';
import type { HealthSettings } from './settings.ts';
import { createShowing } from './showing.ts';
import { occurrences as told } from './tell/kinds.ts';

/** How often files are looked at while the agent runs. */
const LOOK_MS = 500;
const everything = { netns: '' };

/**
 * A reader that is watched checks members for as long as it is. One that is not, because it is asked once, waits for the
 * first answer of each member, which then decides.
 * @param clock milliseconds that never go backwards
 */
export function startHealth(host: Host, settings: HealthSettings, clock = () => performance.now()): Reader {
  const configured = settings.pools.map((pool) => planPool(pool, ''));
  const files = createPoolFiles(host, settings.files, clock);
  const board = createBoard(settings, clock);
  const showing = createShowing(settings, board);
  const ending = new AbortController();
  const transitions: CheckTransition[] = [];
  const flaps: Occurrence[] = [];
  let listener: WatchListener | undefined;
  let planned: readonly (readonly PlannedPool[] | undefined)[] | undefined;
  let pools: ReadonlyMap<string, PlannedPool> = new Map();
  let twins: readonly Twin[] = [];
  let checks: Checks | undefined;
  let report: CheckReport | undefined;
  let failure: unknown;
  let checker = unknownChecker;
  let losses = 0;

  const checkListener = {
    transition: (transition: CheckTransition) => {
      transitions.push(transition);
      listener?.changed(everything);
    },
    lost: (error: Error) => {
      losses += 1;
      // What happened before is not lost with it.
      flaps.push(...board.take(transitions.splice(0)));
      board.forget();
      const message = `the checker died and begins anew: ${messageOf(error)}`;
      listener?.occurred({ definition: told.checkerLost, subject: 'checker', message });
    },
  };

  const plan = () => {
    const current = files.files().map((file) => file.pools);
    if (planned?.length === current.length && current.every((one, index) => one === planned?.[index])) return;
    const fromFiles = files.files().map(({ path, pools: own }) => ({ file: path, pools: own ?? [] }));
    const merged = mergePools([{ file: '', pools: configured }, ...fromFiles]);
    // Where nobody watches, nothing is compared with what an earlier run knew.
    board.plan(merged.pools.values(), planned !== undefined || listener === undefined);
    planned = current;
    ({ pools, twins } = merged);
    const wanted = checkPlanOf(pools.values(), settings.descriptors, listener === undefined);
    if (checks !== undefined) checks.replan(wanted);
    else if (wanted.targets.length > 0) checks = host.checks(wanted, checkListener, ending.signal);
  };

  const ask = async (asked: Checks, signal: AbortSignal) => {
    try {
      const answer = () => asked.report(signal);
      report =
        listener === undefined ? await firstAnswers(answer, pools.values(), settings.deadline, signal) : await answer();
      failure = undefined;
      checker = checkerReported(checker, report.checker, clock());
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  };

  const collect = async ({ signal, changed }: CollectRequest): Promise<Collected> => {
    // While the agent runs, the files are looked at beside the readings, so that a hung one delays none.
    if (planned === undefined || listener === undefined) {
      await files.look(signal, listener === undefined ? 'none' : 'for mistakes');
    }
    plan();
    if (checks !== undefined && changed === undefined) await ask(checks, signal);
    // A reading that was given up must not use up what happened.
    signal.throwIfAborted();
    if (failure !== undefined) throw new Error('the checks are not known', { cause: failure });
    const occurrences = [...flaps.splice(0), ...board.take(transitions.splice(0))];
    if (report !== undefined && changed === undefined) board.report(report.targets);
    board.refresh();
    return showing.collected({
      pools,
      twins,
      files,
      report,
      checker: listener && checker.standing,
      losses,
      occurrences,
    });
  };

  const watch: Reader['watch'] = (watching, signal) => {
    listener = watching;
    signal.addEventListener('abort', () => ending.abort(), { once: true });
    if (settings.files.length === 0) return;
    const look = async () => {
      if (planned === undefined) return;
      const isDifferent = await files.look(ending.signal, 'for all').catch(() => false);
      if (isDifferent) watching.changed(everything);
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    ending.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  };

  return { collect, watch };
}
