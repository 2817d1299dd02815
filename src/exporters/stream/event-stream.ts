import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Family, type Point, pointSet } from '../../core/metric.ts';
import type { AgentView } from '../exporter.ts';
import { streamMetrics } from './metrics.ts';
import { createReader, liveEvent, type Reader } from './reader.ts';
import type { StreamSettings } from './settings.ts';
import { commentText } from './wire-text.ts';
import { type StreamWish, streamWish } from './wishes.ts';

export type EventStream = {
  readonly handle: (request: IncomingMessage, response: ServerResponse, url: URL) => void;
  readonly families: () => readonly Family[];
  /** Ends every reader's stream. */
  readonly stop: () => void;
};

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Asks reverse proxies such as nginx to pass each event on as it comes.
  'X-Accel-Buffering': 'no',
};
/** A client that has gone from the network reconnects after this long. */
const RETRY_MS = 2_000;
/** How long a reader that was cut off may take to read why. */
const FAREWELL_MS = 5_000;

/** The stream of events for any number of readers. Without readers it listens to nothing and does nothing. */
export function createEventStream(view: AgentView, settings: StreamSettings): EventStream {
  const readers = new Map<Reader, ServerResponse>();
  const counts = { sent: 0, refused: 0, slow: 0, store: 0 };
  let rest: (() => void) | undefined;

  return { handle, families, stop: () => endAll('the agent stops') };

  function handle(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const header = request.headers['last-event-id'];
    const wish = streamWish(url.searchParams, Array.isArray(header) ? header.join() : header);
    if ('refusal' in wish) refuse(response, 400, wish.refusal);
    else if (readers.size >= settings.max_readers) {
      counts.refused += 1;
      refuse(response, 503, `there are ${readers.size} readers already, as many as may be`);
    } else if (!response.destroyed) {
      response.writeHead(200, HEADERS);
      if (request.method === 'HEAD') response.end();
      else serve(response, wish);
    }
  }

  function serve(response: ServerResponse, wish: StreamWish): void {
    response.write(`retry: ${RETRY_MS}\n${commentText(`netsteward ${view.version} on ${view.hostName}`)}`);
    const reader = createReader({
      response,
      store: view.store,
      wish,
      maxBehind: settings.max_behind,
      sent: (count) => {
        counts.sent += count;
      },
      cut: (cause, error) => cut(reader, cause, error),
    });
    readers.set(reader, response);
    response.once('close', () => leave(reader));
    rest ??= wake();
    reader.begin();
  }

  function wake(): () => void {
    const unsubscribe = view.bus.on('events', (events) => {
      const live = events.map(liveEvent);
      for (const reader of [...readers.keys()]) reader.live(live);
    });
    const timer = setInterval(() => {
      for (const reader of readers.keys()) reader.keepAlive();
    }, settings.keep_alive * 1000);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }

  function leave(reader: Reader): void {
    readers.delete(reader);
    if (readers.size > 0) return;
    rest?.();
    rest = undefined;
  }

  function cut(reader: Reader, cause: 'slow' | 'store', error: unknown): void {
    const response = readers.get(reader);
    counts[cause] += 1;
    if (error !== undefined) view.log.error({ err: error }, 'the event stream could not read the event store');
    leave(reader);
    reader.end(
      cause === 'slow' ? 'too many events are waiting; come again for them' : "the event store can't be read now",
    );
    const timer = setTimeout(() => response?.destroy(), FAREWELL_MS).unref();
    response?.once('close', () => clearTimeout(timer));
  }

  function endAll(comment: string): void {
    for (const reader of [...readers.keys()]) {
      leave(reader);
      reader.end(comment);
    }
  }

  function families(): readonly Family[] {
    const set = pointSet();
    set.add(streamMetrics.readers, NONE, readers.size);
    set.add(streamMetrics.sent, NONE, counts.sent);
    set.add(streamMetrics.refused, NONE, counts.refused);
    set.add(streamMetrics.cut, ['slow'], counts.slow);
    set.add(streamMetrics.cut, ['store'], counts.store);
    return set.families();
  }
}

const NONE: Point['labels'] = [];

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    ...(status === 503 ? { 'Retry-After': '5' } : {}),
  });
  response.end(`${reason}\n`);
}
