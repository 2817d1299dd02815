import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Store } from '../../store/store.ts';
import { pageWish } from './wishes.ts';

/** Answers with a list of events, oldest first, as CloudEvents in the batch form of their JSON format. */
export function eventPage(store: Pick<Store, 'eventsAfter' | 'eventsSince'>) {
  return (_request: IncomingMessage, response: ServerResponse, url: URL): void => {
    const wish = pageWish(url.searchParams, Date.now());
    if ('refusal' in wish) {
      response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${wish.refusal}\n`);
      return;
    }
    const events =
      'after' in wish ? store.eventsAfter(wish.after, wish.limit) : store.eventsSince(wish.since, wish.limit);
    const lines = events.map((event) => JSON.stringify(event)).join(',\n');
    response.setHeader('Content-Type', 'application/cloudevents-batch+json; charset=utf-8');
    response.end(`[${lines}]\n`);
  };
}
