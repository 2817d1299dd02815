import { describe, expect, it } from 'vitest';
import { eventDraft, eventDrafts } from '../../../test/support/event-draft.ts';
import { serveStream, upTo } from '../../../test/support/stream-server.ts';

describe('the list of events', () => {
  it('has the newest ones, oldest first', async () => {
    const { url, happen } = await serveStream();
    happen(eventDrafts(150));
    const response = await fetch(`${url}/events.json`);
    expect(response.headers.get('content-type')).toBe('application/cloudevents-batch+json; charset=utf-8');
    const events: unknown = await response.json();
    expect(Array.isArray(events) && events.map(({ sequence }) => Number(sequence))).toEqual(upTo(150, 51));
  });

  it('can be read in pages', async () => {
    const { url, happen } = await serveStream();
    happen(eventDrafts(5));
    const page = async (after: number) => (await fetch(`${url}/events.json?after=${after}&limit=2`)).json();
    expect([await page(0), await page(2), await page(4), await page(5)]).toMatchObject([
      [{ sequence: '0000000000000001' }, { sequence: '0000000000000002' }],
      [{ sequence: '0000000000000003' }, { sequence: '0000000000000004' }],
      [{ sequence: '0000000000000005' }],
      [],
    ]);
  });

  it('can begin at a time', async () => {
    const { url, happen } = await serveStream();
    happen([eventDraft({ time: Date.now() - 7_200_000 }), eventDraft({ subject: 'eth5' })]);
    expect(await (await fetch(`${url}/events.json?since=1h`)).json()).toMatchObject([{ subject: 'eth5' }]);
  });

  it('says what is wrong with a request', async () => {
    const { url } = await serveStream();
    const response = await fetch(`${url}/events.json?since=yesterday`);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(
      'expected a time such as 2026-01-31T12:00:00Z, or 1h for an hour ago, found "yesterday"\n',
    );
  });
});
