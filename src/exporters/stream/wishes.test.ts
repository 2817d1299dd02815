import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageWish, streamWish } from './wishes.ts';

const query = (text: string) => new URLSearchParams(text);

describe('what a reader of the stream asks for', () => {
  it.each([
    ['', undefined, undefined],
    ['after=42', undefined, 42],
    ['after=0', undefined, 0],
    ['after=5', '0000000000000042', 42],
    ['after=5', '', 5],
  ])('with %j and Last-Event-ID %j begins after %j', (text, header, after) => {
    expect(streamWish(query(text), header)).toMatchObject({ after });
  });

  it('filters by the beginning of the type', () => {
    const wish = streamWish(query('type=netsteward.bond.&type=netsteward.interface.oper'), undefined);
    const wants = 'wants' in wish ? wish.wants : undefined;
    expect(['netsteward.bond.x', 'netsteward.interface.oper-state-changed'].map((type) => wants?.(type))).toEqual([
      true,
      true,
    ]);
    expect(['netsteward.bonding', 'netsteward.interface.appeared'].map((type) => wants?.(type))).toEqual([
      false,
      false,
    ]);
  });

  it.each([
    ['', 'abc', 'expected the id of an event (its sequence, such as 42), found "abc"'],
    ['', '-1', 'found "-1"'],
    ['', '1e3', 'found "1e3"'],
    ['', '9999999999999999', 'found "9999999999999999"'],
    ['after=', undefined, 'found ""'],
    ['typ=x', undefined, 'there is no "typ" here, only after, type'],
  ])('is refused with the reason for %j and Last-Event-ID %j', (text, header, message) => {
    const wish = streamWish(query(text), header);
    expect('refusal' in wish && wish.refusal).toContain(message);
  });
});

describe('what a list of events is to hold', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  it.each([
    ['', { limit: 100, since: 0 }],
    ['limit=5', { limit: 5, since: 0 }],
    ['after=7&limit=1000', { limit: 1000, after: 7 }],
    ['since=1h', { limit: 100, since: now - 3_600_000 }],
    ['since=2026-01-31T12:00:00.5%2B01:00', { limit: 100, since: now - 3_600_000 + 500 }],
  ])('follows from %j', (text, wish) => {
    expect(pageWish(query(text), now)).toEqual(wish);
  });

  it.each([
    'limit=0',
    'limit=1001',
    'limit=x',
    'after=x',
    'since=yesterday',
    'since=2026-13-01T00:00:00Z',
    'since=1h&after=1',
    'x=1',
  ])('is refused for %j', (text) => {
    expect(pageWish(query(text), now)).toHaveProperty('refusal');
  });
});

it('any query and header is a wish or a refusal', () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), fc.option(fc.string(), { nil: undefined }), (text, header) => {
      const wish = streamWish(query(text), header);
      if ('after' in wish && wish.after !== undefined) expect(Number.isSafeInteger(wish.after)).toBe(true);
      const page = pageWish(query(text), 0);
      if ('limit' in page) expect(page.limit).toBeGreaterThan(0);
    }),
  );
});
