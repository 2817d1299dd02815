import { alertsName } from '../../alerts/about.ts';
import { eventStoreFile } from '../../config/config.ts';
import { localTime } from '../../core/local-time.ts';
import { printable } from '../../core/printable.ts';
import type { State } from '../../core/state.ts';
import { readStates } from '../../store/read-states.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { textTable } from '../format/text-table.ts';
import { configFor } from '../global-options.ts';
import type { AlertsOptions } from '../program.ts';

const SEVERITIES = ['critical', 'warning', 'notice', 'info'];

/** Prints the alerts that the agent has now, the worst first. */
export async function alerts(options: AlertsOptions): Promise<ExitCode> {
  const states = readStates(eventStoreFile(await configFor(options)), alertsName);
  const inOrder = [...(states?.values() ?? [])].sort((a, b) => rank(a) - rank(b));
  process.stdout.write(options.json ? `${JSON.stringify(inOrder.map(jsonOf), null, 2)}\n` : textOf(inOrder));
  return exitCodes.ok;
}

/** Firing before pending, and among those by severity. */
function rank({ fields: { state, severity } }: State): number {
  return (state === 'firing' ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(String(severity));
}

function textOf(all: readonly State[]): string {
  if (all.length === 0) return 'No alert is pending or fires.\n';
  const rows = all.map(({ subject, fields }) => [
    wordFor(fields),
    String(fields.severity),
    localTime(String(fields.fired_at ?? fields.active_since)) ?? '-',
    printable(subject),
    printable(String(fields.summary ?? '')),
  ]);
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  return `${textTable(['state', 'severity', 'since', 'alert', 'summary'], rows, width).lines.join('\n')}\n`;
}

function wordFor({ state, unknown, flapping }: State['fields']): string {
  return `${state}${unknown === true ? ', unknown' : ''}${flapping === true ? ', flapping' : ''}`;
}

function jsonOf({ subject, fields: { labels, ...fields } }: State): unknown {
  return { alert: subject, ...fields, labels: JSON.parse(String(labels)) };
}
