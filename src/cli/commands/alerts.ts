import { alertsName, receivedName } from '../../alerts/about.ts';
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

/** Prints the alerts that the agent has now, the worst first: its own, and those that Alertmanagers have told it of. */
export async function alerts(options: AlertsOptions): Promise<ExitCode> {
  const file = eventStoreFile(await configFor(options));
  const own = [...(readStates(file, alertsName)?.values() ?? [])];
  const received = [...(readStates(file, receivedName)?.values() ?? [])].map(asShown);
  const inOrder = [...own, ...received].sort((a, b) => rank(a) - rank(b));
  process.stdout.write(options.json ? `${JSON.stringify(inOrder.map(jsonOf), null, 2)}\n` : textOf(inOrder));
  return exitCodes.ok;
}

/** An alert of others, with what those of this host have. */
function asShown({ kind, fields: { alert, starts_at, ...fields } }: State): State {
  return {
    kind,
    subject: String(alert),
    fields: { state: 'firing', received: true, fired_at: starts_at ?? null, ...fields },
  };
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

function wordFor({ state, unknown, flapping, silenced_by, received }: State['fields']): string {
  const marks = [
    ...(unknown === true ? ['unknown'] : []),
    ...(flapping === true ? ['flapping'] : []),
    ...(typeof silenced_by === 'string' ? ['silenced'] : []),
    ...(received === true ? ['received'] : []),
  ];
  return [state, ...marks].join(', ');
}

function jsonOf({ subject, fields: { labels, annotations, received, ...fields } }: State): unknown {
  return {
    alert: subject,
    ...fields,
    received: received === true,
    labels: JSON.parse(String(labels)),
    ...(typeof annotations === 'string' ? { annotations: JSON.parse(annotations) } : {}),
  };
}
