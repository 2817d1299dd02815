import { z } from 'zod';
import { labelsOf } from '../../promql/labels.ts';
import type { ReceivedAlert } from './received-alert.ts';

/** What one delivery says. */
export type Delivery = { readonly alerts: readonly DeliveredAlert[] };

export type DeliveredAlert = Omit<ReceivedAlert, 'receivedAt' | 'seenAt'> & { readonly isFiring: boolean };

/** A delivery that can't be taken: which field, what was expected there and what was found, in one line. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/** A record that keeps every name, `__proto__` too: labels are data, whatever they are called. */
const texts = z
  .custom<Readonly<Record<string, string>>>(isTexts, { error: 'an object of texts' })
  .transform((record): ReadonlyMap<string, string> => new Map(Object.entries(record)));

const moment = z.iso
  .datetime({ offset: true, error: 'a time such as 2026-01-31T12:00:00Z' })
  .transform((time) => Date.parse(time));

const text = z.string({ error: 'a text' });

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const payload = z.object(
  {
    version: z.literal('4', { error: '"4"' }),
    receiver: text.default(''),
    externalURL: text.default(''),
    alerts: z.array(
      z.object(
        {
          status: z.enum(['firing', 'resolved'], { error: 'firing or resolved' }),
          labels: texts.transform(labelsOf).refine((labels) => labels.size > 0, { error: 'at least one label' }),
          annotations: texts,
          startsAt: moment,
          endsAt: moment.optional(),
          fingerprint: text.regex(/^[0-9a-f]{1,64}$/, { error: 'hexadecimal digits' }),
        },
        { error: 'an alert' },
      ),
      { error: 'a list of alerts' },
    ),
  },
  { error: 'an object as Alertmanager sends it' },
);

/** Reads what Alertmanager sends to a webhook. Throws a PayloadError. */
export function readPayload(body: string): Delivery {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new PayloadError('expected JSON', { cause: error });
  }
  const { data, error } = payload.safeParse(json);
  if (data === undefined) throw new PayloadError(problemOf(error, json), { cause: error });
  const { receiver, externalURL: externalUrl } = data;
  return {
    alerts: data.alerts.map(({ status, endsAt, ...alert }) => ({
      ...alert,
      receiver,
      externalUrl,
      // What is open ends in the year 1.
      endsAt: endsAt !== undefined && endsAt > 0 ? endsAt : undefined,
      isFiring: status === 'firing',
    })),
  };
}

const MOST_SHOWN = 60;

function problemOf(error: z.ZodError, json: unknown): string {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const found = path.reduce<unknown>((value, step) => (isRecord(value) ? value[String(step)] : undefined), json);
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, MOST_SHOWN);
  return `${path.length === 0 ? '' : `${path.map(String).join('.')}: `}expected ${issue?.message}, found ${shown}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && !Array.isArray(value) && Object.values(value).every((one) => typeof one === 'string');
}
