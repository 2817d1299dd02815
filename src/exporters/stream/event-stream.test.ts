import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { eventDrafts } from '../../../test/support/event-draft.ts';
import { openStream } from '../../../test/support/event-stream-client.ts';
import { serveStream } from '../../../test/support/stream-server.ts';
import { openSocket } from '../../../test/support/tcp-client.ts';
import { createBus } from '../../core/bus.ts';
import type { AgentBusEvents } from '../exporter.ts';

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
    const { stream } = await serveStream({}, { bus: counted });
    expect(listening).toBe(0);
    const [first, second] = [await openStream(stream), await openStream(stream)];
    expect(listening).toBe(1);
    first.close();
    second.close();
    await expect.poll(() => listening).toBe(0);
  });

  it('tells readers beyond its bound to come again', async () => {
    const { stream, own } = await serveStream({ max_readers: 2 });
    const [first] = [await openStream(stream), await openStream(stream)];
    const refused = await fetch(stream);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.text()).toBe('there are 2 readers already, as many as may be\n');
    first.close();
    await expect.poll(() => own('netsteward_stream_readers')).toBe(1);
    await openStream(stream);
    expect(own('netsteward_stream_readers')).toBe(2);
  });

  it('refuses a place that is none', async () => {
    const { stream } = await serveStream();
    const response = await fetch(stream, { headers: { 'last-event-id': 'x'.repeat(5_000) } });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^expected the id of an event .*, found "x{100}"\n$/);
  });

  it('answers a request for its head and ends', async () => {
    const { stream, own } = await serveStream();
    const response = await fetch(stream, { method: 'HEAD' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(own('netsteward_stream_readers')).toBe(0);
  });

  it('survives clients that vanish at any moment', async () => {
    const { stream, happen, own } = await serveStream();
    happen(eventDrafts(2_000));
    for (let round = 0; round < 20; round += 1) {
      const socket = await openSocket(stream);
      socket.write('GET /events?after=0 HTTP/1.1\r\nHost: a\r\n\r\n');
      if (round % 2 === 0) await once(socket, 'data');
      socket.resetAndDestroy();
      happen(eventDrafts(10));
    }
    await expect.poll(() => own('netsteward_stream_readers')).toBe(0);
    expect((await openStream(stream)).response.statusCode).toBe(200);
  });

  it('ends for everybody when the agent stops', async () => {
    const { stream, stop } = await serveStream();
    const client = await openStream(stream);
    const ended = once(client.response, 'end');
    await stop();
    await ended;
    expect(client.blocks.at(-1)).toEqual({ comment: 'the agent stops' });
  });
});
