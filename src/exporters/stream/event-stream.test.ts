import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { agentView } from '../../../test/support/agent-view.ts';
import { eventDraft, eventDrafts } from '../../../test/support/event-draft.ts';
import { openStream } from '../../../test/support/event-stream-client.ts';
import { webServer } from '../../../test/support/web-server.ts';
import { createBus } from '../../core/bus.ts';
import type { EventDraft } from '../../core/event.ts';
import type { AgentBusEvents, AgentView } from '../exporter.ts';
import { exporter } from './index.ts';

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** An agent with a stream, and the call that makes events happen in it. */
async function serve(settings: Readonly<Record<string, unknown>> = {}, about: Partial<AgentView> = {}) {
  const view = agentView(about);
  const running = exporter.open(view, settings);
  const { url } = await webServer({ routes: running?.routes ?? [] });
  const happen = (events: readonly EventDraft[]) => view.bus.emit('events', view.store.record({ events }));
  const figure = (name: string) =>
    running?.families?.().find(({ definition }) => definition.name === name)?.points[0]?.value;
  const stop = async () => running?.stop(AbortSignal.abort());
  onTestFinished(stop);
  return { view, url, stream: `${url}/events`, happen, figure, stop };
}

describe('a reader', () => {
  it('gets each event as a CloudEvent with its sequence and its type, as it happens', async () => {
    const { stream, happen } = await serve();
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
    const { stream, happen } = await serve();
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
    const { stream, happen } = await serve();
    happen(eventDrafts(5));
    const client = await openStream(`${stream}?after=0`);
    await expect.poll(client.ids).toEqual(upTo(5));
  });

  it('gets only the types that it asks for, and learns its place all the same', async () => {
    const { stream, happen } = await serve({ keep_alive: 1 });
    const client = await openStream(`${stream}?type=netsteward.bond.`);
    happen([eventDraft(), eventDraft({ type: 'netsteward.bond.active-slave-changed' }), eventDraft()]);
    await expect.poll(client.ids).toEqual([2]);
    await expect.poll(() => client.blocks.at(-1), { timeout: 5_000 }).toEqual({ id: '0000000000000003' });
  });

  it('of a quiet stream gets comments', async () => {
    const { stream } = await serve({ keep_alive: 1 });
    const client = await openStream(stream);
    await expect.poll(() => client.blocks.at(-1), { timeout: 5_000 }).toEqual({ comment: '' });
  });

  it('is told of events that are no longer kept', async () => {
    const { stream, happen, view } = await serve();
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
    const { stream, happen } = await serve();
    happen(eventDrafts(3));
    const client = await openStream(stream, { 'last-event-id': '500' });
    happen(eventDrafts(1));
    await expect.poll(client.ids).toEqual(upTo(4));
    expect(client.blocks[1]?.event).toBe('netsteward.stream.restart');
  });

  it('whose place is of another log gets all of this one, also when it was empty', async () => {
    const { stream, happen } = await serve();
    const client = await openStream(stream, { 'last-event-id': '500' });
    happen(eventDrafts(2));
    happen(eventDrafts(1));
    await expect.poll(client.ids).toEqual(upTo(3));
  });

  it('gets events once and in order that were told out of order', async () => {
    const { stream, view } = await serve();
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
    const { stream, happen, figure } = await serve({ max_behind: 2_000 });
    const slow = await openStream(stream);
    slow.response.pause();
    const quick = await openStream(stream);
    const message = 'x'.repeat(4_000);
    let happened = 0;
    while (figure('netsteward_stream_readers_cut_total') === 0 && happened < 100_000) {
      happen(eventDrafts(100, { data: { message } }));
      happened += 100;
      await new Promise(setImmediate);
    }
    expect(figure('netsteward_stream_readers_cut_total')).toBe(1);
    await expect.poll(() => quick.ids().at(-1), { timeout: 15_000 }).toBe(happened);
    slow.response.resume();
    await once(slow.response, 'end');
    expect(slow.blocks.at(-1)).toEqual({ comment: 'too many events are waiting; come again for them' });
    const resumed = await openStream(stream, { 'last-event-id': String(slow.ids().at(-1)) });
    await expect.poll(() => resumed.ids().at(-1), { timeout: 15_000 }).toBe(happened);
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
      const { stream, figure } = await serve({}, view);
      const client = await openStream(`${stream}?after=0`);
      await once(client.response, 'end');
      expect(client.blocks.at(-1)).toEqual({ comment: "the event store can't be read now" });
      expect(figure('netsteward_stream_readers')).toBe(0);
      broken = false;
      expect((await openStream(`${stream}?after=0`)).response.statusCode).toBe(200);
    },
  );
});

describe('the stream', () => {
  it('listens to nothing while it has no readers', async () => {
    const bus = createBus<AgentBusEvents>(() => {});
    let listening = 0;
    const counted: typeof bus = {
      ...bus,
      on: (name, listener) => {
        const off = bus.on(name, listener);
        listening += 1;
        return () => {
          listening -= 1;
          off();
        };
      },
    };
    const { stream } = await serve({}, { bus: counted });
    expect(listening).toBe(0);
    const [first, second] = [await openStream(stream), await openStream(stream)];
    expect(listening).toBe(1);
    first.close();
    second.close();
    await expect.poll(() => listening).toBe(0);
  });

  it('tells readers beyond its bound to come again', async () => {
    const { stream, figure } = await serve({ max_readers: 2 });
    const [first] = [await openStream(stream), await openStream(stream)];
    const refused = await fetch(stream);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.text()).toBe('there are 2 readers already, as many as may be\n');
    first.close();
    await expect.poll(() => figure('netsteward_stream_readers')).toBe(1);
    await openStream(stream);
    expect(figure('netsteward_stream_readers')).toBe(2);
  });

  it('refuses a place that is none', async () => {
    const { stream } = await serve();
    const response = await fetch(stream, { headers: { 'last-event-id': 'x'.repeat(5_000) } });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^expected the id of an event .*, found "x{100}"\n$/);
  });

  it('answers a request for its head and ends', async () => {
    const { stream, figure } = await serve();
    const response = await fetch(stream, { method: 'HEAD' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(figure('netsteward_stream_readers')).toBe(0);
  });

  it('survives clients that vanish at any moment', async () => {
    const { stream, happen, figure } = await serve();
    happen(eventDrafts(2_000));
    const { hostname, port } = new URL(stream);
    for (let round = 0; round < 20; round += 1) {
      const socket = connect({ host: hostname, port: Number(port) });
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.write('GET /events?after=0 HTTP/1.1\r\nHost: a\r\n\r\n');
      if (round % 2 === 0) await once(socket, 'data');
      socket.resetAndDestroy();
      happen(eventDrafts(10));
    }
    await expect.poll(() => figure('netsteward_stream_readers')).toBe(0);
    expect((await openStream(stream)).response.statusCode).toBe(200);
  });

  it('ends for everybody when the agent stops', async () => {
    const { stream, stop } = await serve();
    const client = await openStream(stream);
    const ended = once(client.response, 'end');
    await stop();
    await ended;
    expect(client.blocks.at(-1)).toEqual({ comment: 'the agent stops' });
  });
});

describe('the list of events', () => {
  it('has the newest ones, oldest first', async () => {
    const { url, happen } = await serve();
    happen(eventDrafts(150));
    const response = await fetch(`${url}/events.json`);
    expect(response.headers.get('content-type')).toBe('application/cloudevents-batch+json; charset=utf-8');
    const events: unknown = await response.json();
    expect(Array.isArray(events) && events.map(({ sequence }) => Number(sequence))).toEqual(upTo(150, 51));
  });

  it('can be read in pages', async () => {
    const { url, happen } = await serve();
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
    const { url, happen } = await serve();
    happen([eventDraft({ time: Date.now() - 7_200_000 }), eventDraft({ subject: 'eth5' })]);
    expect(await (await fetch(`${url}/events.json?since=1h`)).json()).toMatchObject([{ subject: 'eth5' }]);
  });

  it('says what is wrong with a request', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/events.json?since=yesterday`);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe(
      'expected a time such as 2026-01-31T12:00:00Z, or 1h for an hour ago, found "yesterday"\n',
    );
  });
});
