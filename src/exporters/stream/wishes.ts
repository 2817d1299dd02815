import { parseDuration } from '../../core/duration.ts';

/** What a client has asked for that can't be understood, in one sentence for it. */
export type Refusal = { readonly refusal: string };

/** Where a reader of the stream wants to begin (`undefined`: with the next event), and which events it wants. */
export type StreamWish = {
  readonly after: number | undefined;
  readonly wants: ((type: string) => boolean) | undefined;
};

/** Which events a page is to list: those behind a sequence, or the newest since a time (milliseconds since 1970). */
export type PageWish = { readonly limit: number } & ({ readonly after: number } | { readonly since: number });

/** `42`, `0000000000000042`. */
const SEQUENCE = /^\d{1,16}$/;
/** RFC 3339: `2026-01-31T12:00:00Z`, `2026-01-31T12:00:00.5+01:00`. */
const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[-+]\d{2}:\d{2})$/;
const MOST_LISTED = 1_000;

/** Reads `?after=` and `?type=` and the header Last-Event-ID, which a reconnecting client sends and which goes first. */
export function streamWish(query: URLSearchParams, lastEventId: string | undefined): StreamWish | Refusal {
  const unknown = unknownName(query, ['after', 'type']);
  if (unknown !== undefined) return unknown;
  const given = lastEventId === undefined || lastEventId === '' ? query.get('after') : lastEventId;
  const after = given === null ? undefined : sequenceOf(given);
  if (given !== null && after === undefined) {
    return { refusal: `expected the id of an event (its sequence, such as 42), found ${quote(given)}` };
  }
  const prefixes = query.getAll('type');
  const wants =
    prefixes.length === 0 ? undefined : (type: string) => prefixes.some((prefix) => type.startsWith(prefix));
  return { after, wants };
}

/** Reads `?after=` or `?since=` and `?limit=`. */
export function pageWish(query: URLSearchParams, now: number): PageWish | Refusal {
  const unknown = unknownName(query, ['after', 'since', 'limit']);
  if (unknown !== undefined) return unknown;
  const limitText = query.get('limit') ?? '100';
  const limit = sequenceOf(limitText);
  if (limit === undefined || limit < 1 || limit > MOST_LISTED) {
    return { refusal: `expected a limit between 1 and ${MOST_LISTED}, found ${quote(limitText)}` };
  }
  const [afterText, sinceText] = [query.get('after'), query.get('since')];
  if (afterText !== null && sinceText !== null) return { refusal: 'expected after or since, not both' };
  if (afterText !== null) {
    const after = sequenceOf(afterText);
    return after === undefined
      ? { refusal: `expected the sequence of an event, such as 42, found ${quote(afterText)}` }
      : { limit, after };
  }
  const since = sinceText === null ? 0 : timeOf(sinceText, now);
  return since === undefined
    ? {
        refusal: `expected a time such as 2026-01-31T12:00:00Z, or 1h for an hour ago, found ${quote(sinceText ?? '')}`,
      }
    : { limit, since };
}

function sequenceOf(text: string): number | undefined {
  const sequence = SEQUENCE.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(sequence) ? sequence : undefined;
}

function timeOf(text: string, now: number): number | undefined {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return now - seconds * 1000;
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function unknownName(query: URLSearchParams, known: readonly string[]): Refusal | undefined {
  const name = [...query.keys()].find((key) => !known.includes(key));
  return name === undefined ? undefined : { refusal: `there is no ${quote(name)} here, only ${known.join(', ')}` };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
