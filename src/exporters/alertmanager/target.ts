import type { Logger } from 'pino';
import { messageOf } from '../../core/errors.ts';
import type { PointSet } from '../../core/metric.ts';
import { createBackoff } from '../../remote/backoff.ts';
import type { HttpAddress } from '../../remote/http-address.ts';
import { createHttpAsk, type HttpAsk } from '../../remote/http-request.ts';
import { createTroubleLog } from '../../remote/trouble-log.ts';
import type { AgentView } from '../exporter.ts';
import { alertmanagerMetrics, createLatency } from './metrics.ts';
import { noteKey, notesOf } from './notes.ts';
import { createSendBook, type Instant, type Sending } from './send-book.ts';
import type { AlertmanagerSettings } from './settings.ts';
import type { Timing } from './timing.ts';
import { LONGEST_WAIT, wait } from './wait.ts';
import { alertsBody, silencedPage, silencesIn } from './wire.ts';

/** One Alertmanager that is kept up to date, whatever becomes of the others. */
export type Target = {
  /** What fires has changed. */
  readonly wake: () => void;
  /** The names of its silences by the keys of the alerts that they hold, as far as it has said. */
  readonly silences: () => ReadonlyMap<string, readonly string[]>;
  readonly addFigures: (points: PointSet) => void;
  /** Sends what is due, if it was reached the last time, and ends. */
  readonly stop: (signal: AbortSignal) => Promise<void>;
};

export type TargetOptions = {
  readonly address: HttpAddress;
  readonly settings: AlertmanagerSettings;
  readonly timing: Timing;
  readonly view: Pick<AgentView, 'store' | 'firing' | 'hostName' | 'version'>;
  readonly receiver: string;
  readonly log: Logger;
  /** It has said something else about silences than before. */
  readonly silencesChanged: () => void;
};

/** As many alerts as Prometheus sends at a time. */
const BATCH = 64;
/** An alert is good for so many times its interval: three requests may fail. */
const GOOD_FOR = 4;
/** What an Alertmanager may answer with: the list of its silences is the longest. */
const MOST_BYTES = 32 * 2 ** 20;

export function startTarget(options: TargetOptions): Target {
  const { address, settings, timing, view, receiver, log, silencesChanged } = options;
  const { store, hostName } = view;
  const { url } = address;
  const resend = settings.resend_interval * 1000;
  const stopping = new AbortController();
  const lifetime = new AbortController();
  const trouble = createTroubleLog(log);
  const silenceTrouble = createTroubleLog(log);
  const backoff = createBackoff(timing.firstRetry, timing.longestRetry);
  const latency = createLatency();
  const book = createSendBook({
    resend,
    limit: settings.limit,
    notes: notesOf(store.notes(receiver), url),
    note: (key, text) => store.note(receiver, noteKey(url, key), text),
  });
  let up: boolean | undefined;
  let sent = 0;
  let errors = 0;
  let silences: ReadonlyMap<string, readonly string[]> = new Map();
  let askAt = 0;
  let woken = Promise.withResolvers<void>();

  const headers = { 'User-Agent': `netsteward/${view.version}` };
  const askNow = createHttpAsk({ address, settings, headers, mostBytes: MOST_BYTES }, lifetime.signal);
  const ask: HttpAsk = async (...request) => {
    const began = performance.now();
    try {
      return await askNow(...request);
    } finally {
      latency.took((performance.now() - began) / 1000);
    }
  };

  /** An Alertmanager that refuses a list for one alert in it gets the others by themselves. */
  const send = async (sendings: readonly Sending[]): Promise<void> => {
    const validUntil = Date.now() + GOOD_FOR * resend;
    const alerts = sendings.map(({ alert }) => alert);
    const { status, body } = await ask(
      'POST',
      '/api/v2/alerts',
      alertsBody(alerts, validUntil, settings.generator_url),
    );
    if (status >= 200 && status < 300) {
      sent += sendings.length;
      book.settle(sendings, instant(), 'taken');
    } else if (status !== 400 && status !== 422) {
      throw new Error(`it answered ${status}${inWords(body)}`);
    } else if (sendings.length > 1) {
      const half = Math.ceil(sendings.length / 2);
      await send(sendings.slice(0, half));
      await send(sendings.slice(half));
    } else {
      log.warn(`an alert was refused (${status}${inWords(body)}): ${JSON.stringify(alerts.map(labelsOf))}`);
      book.settle(sendings, instant(), 'refused');
    }
  };

  const askSilences = async () => {
    askAt = performance.now() + resend;
    try {
      const { status, body } = await ask('GET', silencedPage(hostName), undefined);
      if (status !== 200) throw new Error(`it answered ${status}${inWords(body)}`);
      const told = silencesIn(body);
      const isNews = signOf(told) !== signOf(silences);
      silences = told;
      silenceTrouble.over();
      if (isNews) silencesChanged();
    } catch (error) {
      if (!stopping.signal.aborted) silenceTrouble.tell(`can't ask for silences: ${messageOf(error)}`);
    }
  };

  /** Sends one list of what is due. Gives whether there was something. */
  const sendDue = async (): Promise<boolean> => {
    const firing = view.firing();
    if (firing === undefined) return false;
    book.update(firing, instant());
    const due = book.take(instant(), BATCH);
    if (due.length === 0) return false;
    try {
      await send(due);
      trouble.over(up === true ? undefined : 'alerts are taken');
      up = true;
      backoff.reset();
    } catch (error) {
      errors += 1;
      up = false;
      throw error;
    }
    return true;
  };

  const step = async () => {
    try {
      if (await sendDue()) return;
    } catch (error) {
      if (stopping.signal.aborted) return;
      trouble.tell(`alerts can't be sent: ${messageOf(error)}`);
      return await wait(backoff.next(), stopping.signal);
    }
    if (up === true && performance.now() >= askAt) await askSilences();
    const next = Math.min(book.nextDue(), up === true ? askAt : Number.POSITIVE_INFINITY) - performance.now();
    await wait(view.firing() === undefined ? LONGEST_WAIT : next, stopping.signal, woken.promise);
    woken = Promise.withResolvers();
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, `alerts can't be handed over: ${messageOf(error)}`);
        await wait(timing.longestRetry, stopping.signal);
      }
    }
  };
  const running = run();

  return {
    wake: () => woken.resolve(),
    silences: () => silences,
    addFigures: (points) => {
      const labels = [url];
      const { waiting, dropped } = book.counts(instant());
      points.add(alertmanagerMetrics.up, labels, up === undefined ? undefined : Number(up));
      points.add(alertmanagerMetrics.sent, labels, sent);
      points.add(alertmanagerMetrics.errors, labels, errors);
      points.add(alertmanagerMetrics.dropped, labels, dropped);
      points.add(alertmanagerMetrics.waiting, labels, waiting);
      points.add(alertmanagerMetrics.latency, labels, latency.histogram());
    },
    stop: async (signal) => {
      stopping.abort();
      const cut = () => lifetime.abort();
      if (signal.aborted) cut();
      else signal.addEventListener('abort', cut, { once: true });
      await running;
      if (up === true) while (await sendDue().catch(() => false));
      signal.removeEventListener('abort', cut);
    },
  };
}

function instant(): Instant {
  return { wall: Date.now(), steady: performance.now() };
}

function labelsOf({ labels }: Sending['alert']): Readonly<Record<string, string>> {
  return Object.fromEntries(labels);
}

function inWords(body: string): string {
  const text = body.trim().slice(0, 200);
  return text === '' ? '' : `: ${text}`;
}

function signOf(silences: ReadonlyMap<string, readonly string[]>): string {
  return JSON.stringify([...silences].sort(([a], [b]) => Number(a > b) - Number(a < b)));
}
