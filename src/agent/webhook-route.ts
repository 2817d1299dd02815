import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { AlertSettings } from '../alerts/settings.ts';
import { type Delivery, PayloadError, readPayload } from '../alerts/webhook/payload.ts';
import type { Route } from '../exporters/exporter.ts';
import { readBody } from '../web/read-body.ts';
import { respondText } from '../web/respond.ts';
import { tokenGuard } from './bearer-token.ts';

/** What becomes of a delivery. */
export type Verdict = { readonly taken: number; readonly isFull: boolean };

export type WebhookRouteOptions = {
  readonly settings: AlertSettings['webhook'];
  readonly log: Logger;
  readonly take: (delivery: Delivery) => Verdict;
  readonly refused: () => void;
};

const MOST_BYTES = 2 ** 20;
/** `application/json`, `application/json; charset=utf-8` */
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** The page to which Alertmanagers deliver. It answers nobody whom the server does not know. */
export function webhookRoute({ settings, log, take, refused }: WebhookRouteOptions): Route {
  const refuse = (response: ServerResponse, status: number, text: string) => {
    refused();
    respondText(response, status, text);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
      return refuse(response, 415, 'expected the content type application/json');
    }
    const body = await readBody(request, MOST_BYTES);
    if ('refusal' in body) {
      if (body.refusal === 'too long') return refuse(response, 413, 'expected at most 1 MiB');
      return refuse(response, 400, 'expected text in UTF-8');
    }
    let delivery: Delivery;
    try {
      delivery = readPayload(body.text);
    } catch (error) {
      if (!(error instanceof PayloadError)) throw error;
      return refuse(response, 400, error.message);
    }
    const { taken, isFull } = take(delivery);
    if (isFull) return refuse(response, 503, `there is no room for more than ${settings.limit} alerts`);
    respondText(response, 200, `taken: ${taken} alerts`);
  };

  return {
    method: 'POST',
    path: '/alerts/received',
    help: 'Takes alerts from an Alertmanager, as a webhook receiver (version 4). Needs a token, a client certificate or a password.',
    guard: tokenGuard(settings.token_file, "alerts can't be received", log),
    handle,
  };
}
