import { z } from 'zod';
import { alertKey } from '../../core/outgoing-alert.ts';
import type { KeptAlert } from './kept-alert.ts';

/**
 * Alerts as POST /api/v2/alerts takes them (alertmanager/api/v2/openapi.yaml, postableAlerts).
 * @param validUntil how long a firing alert is good for, in milliseconds since 1970
 */
export function alertsBody(alerts: readonly KeptAlert[], validUntil: number, generatorUrl: string | undefined): string {
  return JSON.stringify(
    alerts.map(({ labels, annotations, startsAt, resolvedAt }) => ({
      labels: Object.fromEntries(labels),
      annotations: Object.fromEntries(annotations),
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(resolvedAt ?? Math.max(startsAt, validUntil)).toISOString(),
      ...(generatorUrl === undefined ? {} : { generatorURL: generatorUrl }),
    })),
  );
}

/** The page that lists the alerts of one host which somebody has silenced. */
export function silencedPage(hostName: string): string {
  const filter = `host=${JSON.stringify(hostName)}`;
  return `/api/v2/alerts?${new URLSearchParams({ active: 'false', inhibited: 'false', unprocessed: 'false', filter })}`;
}

const gettableAlerts = z.array(
  z.object({ labels: z.record(z.string(), z.string()), status: z.object({ silencedBy: z.array(z.string()) }) }),
);

/** The names of silences by the keys of the alerts that they hold. Throws when the text is not such a list. */
export function silencesIn(body: string): ReadonlyMap<string, readonly string[]> {
  const alerts = gettableAlerts.parse(JSON.parse(body));
  return new Map(
    alerts.flatMap(({ labels, status: { silencedBy } }) =>
      silencedBy.length === 0 ? [] : [[alertKey(Object.entries(labels)), silencedBy] as const],
    ),
  );
}
