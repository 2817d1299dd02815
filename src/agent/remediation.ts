import type { Logger } from 'pino';
import { actions as allActions } from '../actions/registry.ts';
import { type Config, journalFolderPath, requestFolderPath } from '../config/config.ts';
import type { Occurrence } from '../core/definition.ts';
import { messageOf } from '../core/errors.ts';
import { type Family, pointSet } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { type State, statesOf } from '../core/state.ts';
import type { Hands } from '../host/hands.ts';
import type { Host } from '../host/host.ts';
import { actionKinds, actionMetrics, actionOccurrences, actionsName } from '../remediation/about.ts';
import { fleetLock } from '../remediation/fleet/fleet-lock.ts';
import { openJournal } from '../remediation/journal/journal.ts';
import { journalInMemory } from '../remediation/journal/journal-in-memory.ts';
import { createAnswers } from '../remediation/requests/answer.ts';
import { followRequests } from '../remediation/requests/follow-requests.ts';
import type { Answer, Request } from '../remediation/requests/request.ts';
import { type Remediation, runRemediation } from '../remediation/run-remediation.ts';
import { type SetAction, setUpAll } from '../remediation/set-up.ts';
import { stopsChanged } from '../remediation/tell/stops.ts';
import type { AskingAlerts } from './asking-alerts.ts';
import type { Fresh } from './fresh-readings.ts';
import { guardsAround } from './guards-around.ts';
import type { HostStops } from './host-stops.ts';

/** Remediation on this host, as the rest of the agent sees it. */
export type HostRemediation = {
  readonly remediation: Remediation;
  readonly actions: ReadonlyMap<string, SetAction>;
  /** What a person asks for, and what came of it. */
  readonly answers: (request: Request) => Promise<Answer>;
  readonly snapshot: () => Snapshot;
  readonly families: () => readonly Family[];
  /** Alerts have changed. */
  readonly reconsider: () => void;
  readonly stop: () => Promise<void>;
};

export type HostRemediationOptions = {
  readonly config: Config;
  readonly host: Host;
  readonly hands: Hands | undefined;
  readonly stops: HostStops;
  readonly version: string;
  readonly alerts: AskingAlerts;
  readonly fresh: Fresh;
  readonly log: Logger;
  readonly occurred: (occurrences: readonly Occurrence[]) => void;
  readonly onSnapshot: (snapshot: Snapshot) => void;
};

export const actionsAbout = {
  kinds: actionKinds,
  occurrences: Object.values(actionOccurrences),
  outlivesBoot: true,
} as const;

export async function startHostRemediation(options: HostRemediationOptions): Promise<HostRemediation> {
  const { config, host, hands, stops, version, alerts, fresh, log, occurred, onSnapshot } = options;
  const { remediation: global } = config;
  const actions = setUpAll(allActions, config.actions);
  const guards = guardsAround(config, host, hands, stops.stops);
  const isRecorded = hands === undefined;
  const journal = isRecorded ? journalInMemory() : await openJournal({ folder: journalFolderPath(config) });
  let remediation: Remediation | undefined;

  const snapshot = (): Snapshot => ({
    collector: actionsName,
    outcome: 'ok',
    problems: [],
    states: statesOf([...actions.map(stateOfAction), ...guards.stops().map(stateOfStop), ...ownStates()]),
    occurrences: [],
    readAt: Date.now(),
    polledAt: performance.now(),
    durationSeconds: 0,
    families: () => [],
  });
  const ownStates = () => [...(remediation?.reports.states() ?? []), ...(remediation?.books.ledger.states() ?? [])];
  const changed = () => onSnapshot(snapshot());

  const running = runRemediation({
    actions,
    journal,
    hands,
    fleet: fleetLock(global.fleet, { hostName: config.host.name, version }),
    fresh,
    ...alerts,
    ...guards,
    occurred,
    changed,
    warn: (error, words) => log.error({ err: error }, `${words}: ${messageOf(error)}`),
    bootedAt: await bootedAt(host),
  });
  remediation = running;
  let stopped: readonly string[] = [];
  const lookAtStops = () => {
    const told = stopsChanged(stopped, stops.stops());
    stopped = stops.stops();
    changed();
    if (told === undefined) return;
    occurred([told]);
    running.reconsider();
  };
  lookAtStops();
  const unheard = stops.onChange(lookAtStops);
  const byName = new Map(actions.map((action) => [action.name, action]));
  const answers = createAnswers(running, byName);
  const requests = isRecorded
    ? undefined
    : followRequests(requestFolderPath(config), answers, (error) =>
        log.error({ err: error }, `requests can not be answered: ${messageOf(error)}`),
      );

  return {
    remediation: running,
    actions: byName,
    answers,
    snapshot,
    families: () => familiesOf(running, actions, guards.stops().length > 0, global),
    reconsider: running.reconsider,
    stop: async () => {
      requests?.stop();
      unheard();
      await running.stop();
      await journal.close();
    },
  };
}

function familiesOf(
  { books, reports }: Remediation,
  actions: readonly SetAction[],
  isStopped: boolean,
  { dry_run: isDry, contested_after: contestedAfter }: Config['remediation'],
): readonly Family[] {
  const points = pointSet();
  const { history, ledger, trouble } = books;
  const waiting = history.waiting();
  const open = history.open();
  ledger.figures(points);
  for (const { name, limits } of actions) {
    points.add(actionMetrics.mode, [name, limits.mode], 1);
    points.add(actionMetrics.pending, [name], waiting.filter(({ action }) => action === name).length);
    points.add(actionMetrics.running, [name], open.filter(({ action }) => action === name).length);
    points.add(actionMetrics.escalated, [name], history.escalated(name, limits.attempts).length);
  }
  points.add(actionMetrics.contested, [], history.contested(contestedAfter).length);
  const causes = {
    kill_switch: isStopped,
    storm: history.latched() !== undefined,
    journal: trouble() !== undefined,
    dry_run: isDry,
  };
  for (const [cause, holds] of Object.entries(causes)) points.add(actionMetrics.stopped, [cause], Number(holds));
  reports.figures(points);
  return points.families();
}

function stateOfAction({ name, limits: { mode, cooldown, attempts }, every }: SetAction): State {
  return { kind: 'action', subject: name, fields: { mode, cooldown, attempts, every: every ?? null } };
}

function stateOfStop(words: string): State {
  return { kind: 'stop', subject: words, fields: {} };
}

/** Long ago where the kernel does not say. */
async function bootedAt(host: Host): Promise<number> {
  const text = await host.readText('/proc/uptime', AbortSignal.timeout(1_000)).catch(() => '');
  const seconds = Number.parseFloat(text);
  return Number.isFinite(seconds) ? Date.now() - seconds * 1000 : 0;
}
