import { userInfo } from 'node:os';
import { alertsName } from '../../alerts/about.ts';
import { outgoingLabels } from '../../alerts/outgoing.ts';
import { readMatcher, selectorProblem } from '../../alerts/silences/read-matcher.ts';
import { holding, isInForce, type Silence, selectorOf } from '../../alerts/silences/silence.ts';
import { type SilenceFolder, silenceFolder } from '../../alerts/silences/silence-folder.ts';
import { type Config, eventStoreFile, silenceFolderPath } from '../../config/config.ts';
import { messageOf } from '../../core/errors.ts';
import { localTime } from '../../core/local-time.ts';
import { printable } from '../../core/printable.ts';
import type { States } from '../../core/state.ts';
import { labelsOf } from '../../promql/labels.ts';
import { readStates } from '../../store/read-states.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { textTable } from '../format/text-table.ts';
import { configFor, type GlobalOptions } from '../global-options.ts';
import type { SilenceAddOptions, SilenceListOptions } from '../program.ts';
import { UsageError } from '../usage-error.ts';

/** Silences alerts, and says how many of those that there are now. */
export async function addSilence(options: SilenceAddOptions): Promise<ExitCode> {
  const matchers = options.matcher.map((text) => {
    try {
      return readMatcher(text);
    } catch (error) {
      throw new UsageError(`--matcher ${printable(text)}: ${messageOf(error)}`);
    }
  });
  const problem = selectorProblem(matchers);
  if (problem !== undefined) throw new UsageError(`--matcher: ${problem}`);
  const reason = options.reason.trim();
  if (reason === '') throw new UsageError('--reason: expected a text that is not empty');
  const config = await configFor(options);
  const createdAt = Date.now();
  const author = options.author ?? process.env.SUDO_USER ?? userInfo().username;
  const silence = await silenceFolder(silenceFolderPath(config)).add({
    matchers,
    createdAt,
    endsAt: createdAt + options.for * 1000,
    reason,
    author,
  });
  process.stdout.write(`${silence.id} silences ${printable(selectorOf(silence))} until ${timeOf(silence.endsAt)}\n`);
  const held = countHeld(config, silence);
  if (held !== undefined) {
    process.stdout.write(
      held === 0 ? 'It holds none of the alerts that there are now.\n' : `Alerts held now: ${held}\n`,
    );
  }
  return exitCodes.ok;
}

/** Lists the silences in force, and as JSON those too that ended within the last day. */
export async function listSilences(options: SilenceListOptions): Promise<ExitCode> {
  const { silences, isWhole } = await readAll(silenceFolder(silenceFolderPath(await configFor(options))));
  const now = Date.now();
  const inOrder = [...silences].sort((a, b) => a.endsAt - b.endsAt);
  if (options.json)
    process.stdout.write(
      `${JSON.stringify(
        inOrder.map((one) => jsonOf(one, now)),
        null,
        2,
      )}\n`,
    );
  else process.stdout.write(tableOf(inOrder.filter((silence) => isInForce(silence, now))));
  return isWhole ? exitCodes.ok : exitCodes.incomplete;
}

/** Ends a silence before its time. */
export async function expireSilence(id: string, options: GlobalOptions): Promise<ExitCode> {
  const folder = silenceFolder(silenceFolderPath(await configFor(options)));
  const { silences } = await readAll(folder);
  const silence = silences.find((one) => one.id === id);
  const now = Date.now();
  if (silence === undefined)
    throw new UsageError(`there is no silence ${printable(id)}; netsteward silence list shows them`);
  if (!isInForce(silence, now)) {
    process.stdout.write(`${id} had ended already, ${timeOf(silence.endsAt)}\n`);
    return exitCodes.ok;
  }
  await folder.replace({ ...silence, endsAt: now });
  process.stdout.write(`${id} has ended: ${printable(selectorOf(silence))}\n`);
  return exitCodes.ok;
}

async function readAll(folder: SilenceFolder): Promise<{ silences: readonly Silence[]; isWhole: boolean }> {
  const { silences, problems } = await folder.read();
  for (const [file, problem] of problems) process.stderr.write(`${file}: ${printable(problem)}\n`);
  return { silences, isWhole: problems.size === 0 };
}

function tableOf(silences: readonly Silence[]): string {
  if (silences.length === 0) return 'No alert is silenced.\n';
  const rows = silences.map((silence) => [
    silence.id,
    timeOf(silence.endsAt),
    printable(selectorOf(silence)),
    printable(silence.author),
    printable(silence.reason),
  ]);
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  return `${textTable(['silence', 'until', 'alerts with', 'by', 'reason'], rows, width).lines.join('\n')}\n`;
}

function jsonOf(silence: Silence, now: number): unknown {
  const { id, matchers, createdAt, endsAt, reason, author } = silence;
  return {
    id,
    in_force: isInForce(silence, now),
    matchers: matchers.map(({ name, op, value }) => ({ name, op, value })),
    created_at: new Date(createdAt).toISOString(),
    ends_at: new Date(endsAt).toISOString(),
    reason,
    author,
  };
}

/** Nothing where there is no agent's store to look into. */
function countHeld(config: Config, silence: Silence): number | undefined {
  let states: States | undefined;
  try {
    states = readStates(eventStoreFile(config), alertsName);
  } catch {
    return undefined;
  }
  const host = { hostName: config.host.name, labels: config.alerts.labels };
  return [...(states?.values() ?? [])].filter(({ fields: { labels } }) => {
    const own = labelsOf(Object.entries<string>(JSON.parse(String(labels))));
    return holding([silence], outgoingLabels(own, host)).length > 0;
  }).length;
}

function timeOf(time: number): string {
  return localTime(new Date(time).toISOString())?.replace(/\.\d+$/, '') ?? '-';
}
