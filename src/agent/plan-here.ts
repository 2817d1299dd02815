import { actions as allActions } from '../actions/registry.ts';
import { type Config, journalFolderPath } from '../config/config.ts';
import { createHistory } from '../remediation/history.ts';
import { readJournal } from '../remediation/journal/journal.ts';
import { decide } from '../remediation/pipeline/decide.ts';
import type { Answer } from '../remediation/requests/request.ts';
import { shownDecision } from '../remediation/requests/show.ts';
import { setUp, unknownAction } from '../remediation/set-up.ts';
import { askingAlerts } from './asking-alerts.ts';
import { freshReadings } from './fresh-readings.ts';
import { guardsAround } from './guards-around.ts';
import { hostStopsNow } from './host-stops.ts';
import { openHost } from './open-host.ts';

const DEADLINE_MS = 30_000;

/** What would be decided about an action, by a look of its own where no agent is at work. Changes and records nothing. */
export async function planHere(
  config: Config,
  hostRoot: string | undefined,
  name: string,
  labels: Readonly<Record<string, string>>,
  who: string,
): Promise<Answer> {
  const about = allActions.find((one) => one.name === name);
  const known = allActions.map((one) => one.name);
  const { common, settings } = config.actions.get(name) ?? {};
  if (about === undefined || common === undefined) {
    return { ok: false, words: unknownAction(name, known) };
  }
  const { host, hands, close } = openHost(config, hostRoot);
  try {
    const stop = AbortSignal.timeout(DEADLINE_MS);
    const fresh = freshReadings(() => [], config, host);
    const { written } = await readJournal(journalFolderPath(config)).catch(() => ({ written: [] }));
    const stops = await hostStopsNow(config);
    const around = {
      ...guardsAround(config, host, hands, () => stops),
      history: createHistory(written),
      held: () => new Map<string, string>(),
      standing: askingAlerts({ own: () => undefined, received: () => undefined }).standing,
      look: async ({ opened, about: { collectors } }, target, signal) =>
        await opened.observe({ target, host, fresh: await fresh(collectors, signal), signal }),
      journalTrouble: () => undefined,
    } satisfies Parameters<typeof decide>[1];
    const asking = {
      action: setUp(about, common, settings),
      trigger: { by: 'person', who, request: '', labels },
    } as const;
    const decision = shownDecision(await decide(asking, around, stop));
    return { ok: true, words: decision.words, decision };
  } finally {
    close();
  }
}
