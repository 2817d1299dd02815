import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { agentView } from '../../../test/support/agent-view.ts';
import { eventDraft, eventDrafts } from '../../../test/support/event-draft.ts';
import { openStream } from '../../../test/support/event-stream-client.ts';
import { serveStream, upTo } from '../../../test/support/stream-server.ts';

describe('a reader', () => {
  it('gets each event as a CloudEvent with its sequence and its type, as it happens', async () => {
    const { stream, happen } = await serveStream();
    happen(eventDrafts(3));
    const { response, blocks } = await openStream(stream);
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    happen([eventDraft({ subject: 'eth9', data: { message: 'a "line"\nand another\u2028' } })]);
    await expect.poll(() => blocks).toHaveLength(2);
    expect(blocks[0]).toEqual({ retry: '2000', comment: 'netsteward 1.2.3 on host1' });
    expect(blocks[1]).toMatchObject({ id: '0000000000000004', event: 'netsteward.interface.oper-state-changed' });
    expect(JSON.parse(blocks[1]?.data ?? '')).toMatchObject({
      specversion: '1.0',
      sequence: '0000000000000004',
      subject: 'eth9',
      data: { message: 'a "line"\nand another\u2028' },
    });
  });

  it('that comes again gets what it missed, then what is new, with neither gap nor repetition', async () => {
    const { stream, happen } = await serveStream();
    happen(eventDrafts(1_000));
    const client = await openStream(stream, { 'last-event-id': '0000000000000010' });
    for (let batch = 0; batch < 100; batch += 1) {
      happen(eventDrafts(3));
      await new Promise(setImmediate);
    }
    await expect.poll(() => client.ids().length).toBe(1_290);
    expect(client.ids()).toEqual(upTo(1_300, 11));
  });

  it('can replay all that is kept', async () => {
    const { stream, happen } = await serveStream();
    happen(eventDrafts(5));
    const client = await openStream(`${stream}?after=0`);
    await expect.poll(client.ids).toEqual(upTo(5));
  });

  it('gets only the types that it asks for, and learns its place all the same', async () => {
    const { stream, happen } = await serveStream({ keep_alive: 1 });
    const client = await openStream(`${stream}?type=netsteward.bond.`);
    happen([eventDraft(), eventDraft({ type: 'netsteward.bond.active-slave-changed' }), eventDraft()]);
    await expect.poll(client.ids).toEqual([2]);
    await expect.poll(() => client.blocks.at(-1)).toEqual({ id: '0000000000000003' });
  });

  it('of a quiet stream gets comments', async () => {
    const { stream } = await serveStream({ keep_alive: 1 });
    const client = await openStream(stream);
    await expect.poll(() => client.blocks.at(-1)).toEqual({ comment: '' });
  });

  it('is told of events that are no longer kept', async () => {
    const { stream, happen, view } = await serveStream();
    happen(eventDrafts(1_000));
    view.store.prune({ maxAgeSeconds: 1e9, maxEvents: 100, maxBytes: 1e9 }, []);
    const first = view.store.extent().first;
    expect(first).toBeGreaterThan(800);
    const client = await openStream(stream, { 'last-event-id': '4' });
    await expect.poll(() => client.ids().at(-1)).toBe(1_000);
    const notice = client.blocks.find(({ event }) => event === 'netsteward.stream.gap');
    expect(JSON.parse(notice?.data ?? '')).toMatchObject({ from: 5, to: first - 1 });
    expect(client.ids()).toEqual(upTo(1_000, first));
  });

  it('whose place is of another log gets all of this one, and is told', async () => {
    const { stream, happen } = await serveStream();
    happen(eventDrafts(3));
    const client = await openStream(stream, { 'last-event-id': '500' });
    happen(eventDrafts(1));
    await expect.poll(client.ids).toEqual(upTo(4));
    expect(client.blocks[1]?.event).toBe('netsteward.stream.restart');
  });

  it('whose place is of another log gets all of this one, also when it was empty', async () => {
    const { stream, happen } = await serveStream();
    const client = await openStream(stream, { 'last-event-id': '500' });
    happen(eventDrafts(2));
    happen(eventDrafts(1));
    await expect.poll(client.ids).toEqual(upTo(3));
  });

  it('gets events once and in order that were told out of order', async () => {
    const { stream, view } = await serveStream();
    const client = await openStream(stream);
    const [first, second] = [
      view.store.record({ events: eventDrafts(2) }),
      view.store.record({ events: eventDrafts(1) }),
    ];
    view.bus.emit('events', second);
    view.bus.emit('events', first);
    view.bus.emit('events', view.store.record({ events: eventDrafts(1) }));
    await expect.poll(() => client.ids().length).toBe(4);
    expect(client.ids()).toEqual(upTo(4));
  });

  it('that reads nothing is cut off, can resume, and holds up nobody', async () => {
    const { stream, happen, own } = await serveStream({ max_behind: 2_000 });
    const slow = await openStream(stream);
    slow.response.pause();
    const quick = await openStream(stream);
    const message = 'x'.repeat(4_000);
    let happened = 0;
    while (own('netsteward_stream_readers_cut_total') === 0 && happened < 100_000) {
      happen(eventDrafts(100, { data: { message } }));
      happened += 100;
      await new Promise(setImmediate);
    }
    expect(own('netsteward_stream_readers_cut_total')).toBe(1);
    await expect.poll(() => quick.ids().at(-1)).toBe(happened);
    slow.response.resume();
    await once(slow.response, 'end');
    expect(slow.blocks.at(-1)).toEqual({ comment: 'too many events are waiting; come again for them' });
    const resumed = await openStream(stream, { 'last-event-id': String(slow.ids().at(-1)) });
    await expect.poll(() => resumed.ids().at(-1)).toBe(happened);
    expect([...slow.ids(), ...resumed.ids()]).toEqual(upTo(happened));
  });

  it.each(['eventsAfter', 'extent'] as const)(
    'gets an end, and can resume, when the store can not be read (%s)',
    async (call) => {
      const { store } = agentView();
      let broken = true;
      const failing = () => {
        throw new Error('the disk is gone');
      };
      const view = agentView({
        store: {
          ...store,
          get [call]() {
            return broken ? failing : store[call];
          },
        },
      });
      const { stream, own } = await serveStream({}, view);
      const client = await openStream(`${stream}?after=0`);
      await once(client.response, 'end');
      expect(client.blocks.at(-1)).toEqual({ comment: "the event store can't be read now" });
      expect(own('netsteward_stream_readers')).toBe(0);
      broken = false;
      expect((await openStream(`${stream}?after=0`)).response.statusCode).toBe(200);
    },
  );
});
