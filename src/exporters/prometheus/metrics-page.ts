import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { messageOf } from '../../core/errors.ts';
import { type Family, type Point, pointSet } from '../../core/metric.ts';
import type { AgentView } from '../exporter.ts';
import { contentTypes, type ExpositionFormat, expositionOf } from './exposition.ts';
import { type LeftOut, mergeFamilies } from './merge-families.ts';
import { scrapeMetrics } from './metrics.ts';
import { acceptsGzip, negotiateFormat } from './negotiate.ts';

export type MetricsPage = {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly families: () => readonly Family[];
};

/** Text is sent, and compressed, in pieces of about this many characters. */
const PIECE = 65_536;

/**
 * Answers scrapes from what the agent knows, without touching the host. Each scrape takes the families once and renders
 * these, whatever changes meanwhile, and any number of scrapes can overlap. When the families can't be had, the answer
 * is 500 and why. When something fails behind the first byte, the connection is cut, so that no scraper takes half a
 * page for a whole one.
 */
export function createMetricsPage(view: AgentView): MetricsPage {
  const scrapes = new Map<ExpositionFormat, number>();
  const failures = { error: 0, aborted: 0 };
  const told = new Set<string>();
  let last: { duration: number; size: number; leftOut: number } | undefined;

  return { handle, families };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begin = performance.now();
    const merged = familiesNow();
    if (merged instanceof Error) {
      failures.error += 1;
      const message = `the metrics can't be put together: ${messageOf(merged)}`;
      view.log.error({ err: merged }, message);
      response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
      return;
    }
    tellOnce(merged.leftOut);
    const format = negotiateFormat(request.headers.accept);
    const gzip = acceptsGzip(request.headers['accept-encoding']);
    response.setHeader('Content-Type', contentTypes[format]);
    response.setHeader('Vary', 'Accept, Accept-Encoding');
    if (gzip) response.setHeader('Content-Encoding', 'gzip');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const size = await send(response, expositionOf(merged.families, format), gzip);
    if (size === undefined) return;
    scrapes.set(format, (scrapes.get(format) ?? 0) + 1);
    const leftOut = merged.leftOut.reduce((sum, { points }) => sum + points, 0);
    last = { duration: (performance.now() - begin) / 1000, size, leftOut };
  }

  function familiesNow() {
    try {
      return mergeFamilies(view.families());
    } catch (error) {
      return error instanceof Error ? error : new Error(messageOf(error));
    }
  }

  /** The number of bytes before compression, or `undefined` when the client did not get them all. */
  async function send(response: ServerResponse, texts: AsyncIterable<string>, gzip: boolean) {
    const progress: Progress = { bytes: 0 };
    const source = Readable.from(inPieces(texts, progress), { objectMode: false });
    try {
      if (gzip) await pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), response);
      else await pipeline(source, response);
      return progress.bytes;
    } catch {
      failures[progress.error === undefined ? 'aborted' : 'error'] += 1;
      if (progress.error !== undefined) {
        view.log.error({ err: progress.error }, 'a metrics page failed half way and was cut');
      }
      return undefined;
    }
  }

  function tellOnce(leftOut: readonly LeftOut[]) {
    for (const { metric, reason, points } of leftOut) {
      const key = `${metric}: ${reason}`;
      if (told.has(key)) continue;
      told.add(key);
      view.log.error({ metric, points }, `points of ${metric} are left out of the metrics page: ${reason}`);
    }
  }

  function families(): readonly Family[] {
    const set = pointSet();
    for (const [format, count] of scrapes) set.add(scrapeMetrics.scrapes, [format], count);
    set.add(scrapeMetrics.failures, ['error'], failures.error);
    set.add(scrapeMetrics.failures, ['aborted'], failures.aborted);
    set.add(scrapeMetrics.duration, NONE, last?.duration);
    set.add(scrapeMetrics.size, NONE, last?.size);
    set.add(scrapeMetrics.leftOut, NONE, last?.leftOut);
    return set.families();
  }
}

const NONE: Point['labels'] = [];

type Progress = { bytes: number; error?: unknown };

async function* inPieces(texts: AsyncIterable<string>, progress: Progress): AsyncGenerator<Buffer> {
  let waiting = '';
  try {
    for await (const text of texts) {
      waiting += text;
      if (waiting.length >= PIECE) yield piece();
    }
  } catch (error) {
    progress.error = error;
    throw error;
  }
  if (waiting !== '') yield piece();

  function piece() {
    const bytes = Buffer.from(waiting);
    waiting = '';
    progress.bytes += bytes.length;
    return bytes;
  }
}
