import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventDraft, eventDrafts } from '../../../test/support/event-draft.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { type Script, scriptedBroker } from '../../../test/support/scripted-broker.ts';
import { startMqtt } from '../../../test/support/start-mqtt.ts';
import { testAgent } from '../../../test/support/test-agent.ts';
import type { Timing } from './timing.ts';

const never = () => {};

/** An agent that publishes to a broker which does as the script says. */
async function publishing(
  script: Script = {},
  settings: Readonly<Record<string, unknown>> = {},
  timing: Partial<Timing> = {},
) {
  const broker = await scriptedBroker(script);
  const agent = testAgent();
  const mqtt = startMqtt(agent.view, { url: broker.url, protocol_version: script.version ?? 4, ...settings }, timing);
  const events = () => broker.published.filter(({ topic }) => topic.includes('/event/'));
  return {
    ...agent,
    ...mqtt,
    broker,
    events,
    /** Sequences of the published events, in the order of their arrival. */
    sequences: () => events().map(({ payload }) => Number(JSON.parse(payload).sequence)),
    cursor: () => agent.view.store.cursor('mqtt'),
  };
}

describe('an MQTT connection', () => {
  it('begins with a retained online and goes on with the events behind the cursor, in order', async () => {
    const broker = await scriptedBroker();
    const agent = testAgent();
    const [first, second] = agent.happen(...eventDrafts(2));
    startMqtt(agent.view, { url: broker.url });
    await eventually(() => agent.view.store.cursor('mqtt')).toBe(2);
    const [birth, ...rest] = broker.published;
    expect(birth).toMatchObject({ topic: 'netsteward/host1/availability', payload: 'online', retain: true, qos: 1 });
    expect(rest.map(({ payload }) => JSON.parse(payload))).toEqual([first, second]);
    expect(rest[0]).toMatchObject({
      topic: 'netsteward/host1/event/netsteward.interface.oper-state-changed',
      retain: false,
      qos: 1,
    });
  });

  it('sends an event without waiting for any timer', async () => {
    const { happen, broker, events } = await publishing();
    await eventually(() => broker.published.length).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    happen(eventDraft());
    for (let turn = 0; turn < 1_000 && events().length === 0; turn += 1) await new Promise(setImmediate);
    expect(events()).toHaveLength(1);
  });

  it('ends in order with offline and a DISCONNECT, after what was still to be published', async () => {
    const { happen, stop, broker, cursor } = await publishing();
    await eventually(() => broker.published.length).toBe(1);
    happen(...eventDrafts(100));
    await stop(AbortSignal.timeout(5_000));
    expect(cursor()).toBe(100);
    expect(broker.published.at(-1)).toMatchObject({ payload: 'offline', retain: true });
    expect(broker.disconnects()).toBe(1);
  });

  it('lets go in time when the broker confirms nothing any more', async () => {
    const { happen, stop, broker } = await publishing(
      { publish: (packet, peer) => (packet.payload === 'online' ? peer.confirm(packet) : undefined) },
      {},
      { drain: 20, farewell: 20 },
    );
    await eventually(() => broker.published.length).toBe(1);
    happen(eventDraft());
    await stop(AbortSignal.timeout(5_000));
    expect(broker.published.map(({ payload }) => payload)).toContain('offline');
    expect(broker.disconnects()).toBe(0);
  });

  it('is stopped at once while the broker is away, and publishes nothing afterwards', async () => {
    const { happen, stop, broker } = await publishing({ connect: never }, {}, { connect: 60_000 });
    await eventually(() => broker.connections()).toBe(1);
    const signal = AbortSignal.timeout(10_000);
    await stop(signal);
    expect(signal.aborted).toBe(false);
    happen(eventDraft());
    expect(broker.published).toEqual([]);
  });
});

it('an MQTT exporter that waits for a file which never answers can be stopped all the same', async () => {
  const fifo = path.join(privateDirectory(), 'password');
  execFileSync('mkfifo', [fifo]);
  const { broker, stop } = await publishing({}, { username: 'agent', password_file: fifo });
  await stop(AbortSignal.timeout(100));
  expect(broker.connections()).toBe(0);
  // Lets the hung read go, so that this process can end.
  closeSync(openSync(fifo, 'w'));
});

describe('a broker that does not do what it should', () => {
  it('and never answers CONNACK is given up, and tried again', async () => {
    const { broker, logged } = await publishing(
      { connect: ({ number, accept }) => (number > 2 ? accept() : undefined) },
      {},
      { connect: 200 },
    );
    await eventually(() => broker.published.length).toBe(1);
    expect(broker.connections()).toBe(3);
    expect(logged.filter((line) => line.includes('connack timeout'))).toHaveLength(1);
  });

  it('and stops confirming is given up, and gets the same events again over a new connection', async () => {
    const publish: Script['publish'] = (packet, { number, confirm }) => {
      if (number > 1 || packet.payload === 'online' || packet.payload.includes('"0000000000000001"')) confirm(packet);
    };
    const { happen, broker, sequences, cursor, logged } = await publishing({ publish }, {}, { silence: 300 });
    await eventually(() => broker.published.length).toBe(1);
    happen(...eventDrafts(3));
    await eventually(cursor).toBe(3);
    expect(sequences()).toEqual([1, 2, 3, 2, 3]);
    expect(logged.join('')).toContain('the broker has confirmed nothing for 0.3 s');
  });

  it('and does not even confirm online is given up as well', async () => {
    const publish: Script['publish'] = (packet, { number, confirm }) => number > 1 && confirm(packet);
    const { broker } = await publishing({ publish }, {}, { silence: 200 });
    await eventually(() => broker.connections()).toBe(2);
  });

  it('and answers no ping is given up', async () => {
    const { broker, logged } = await publishing({ pings: false }, { keepalive: 5 });
    await eventually(() => broker.connections()).toBeGreaterThan(1);
    expect(logged.join('')).toContain('lost the connection to the broker: Keepalive timeout');
  });

  it('and refuses the connection is named with its reason once, however often it is tried', async () => {
    const { broker, logged } = await publishing({ connect: ({ reject }) => reject(5) });
    await eventually(() => broker.connections()).toBeGreaterThan(3);
    expect(
      logged.filter((line) => line.includes("can't connect to the broker: Connection refused: Not authorized")),
    ).toHaveLength(1);
  });

  it('and speaks something else is given up', async () => {
    const server = createServer((socket) => {
      socket.on('error', never);
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const { logged, view } = testAgent();
    startMqtt(view, { url: `mqtt://127.0.0.1:${typeof address === 'object' && address?.port}` });
    await eventually(() => logged.join('')).toContain("can't connect to the broker");
  });

  it('and sends several answers for one packet moves the cursor no further', async () => {
    const { happen, broker, cursor } = await publishing({
      publish: (packet, { confirm }) => {
        confirm(packet);
        confirm(packet);
      },
    });
    await eventually(() => broker.published.length).toBe(1);
    happen(...eventDrafts(3));
    await eventually(cursor).toBe(3);
  });

  it('and goes away in the middle gets every event at least once, in order, the cursor never ahead of it', async () => {
    let confirmed = 0;
    const { happen, broker, sequences, cursor } = await publishing({
      publish: (packet, { confirm, close }) => {
        confirmed += 1;
        if (confirmed % 7 === 0) close();
        else confirm(packet);
      },
    });
    await eventually(() => broker.published.length).toBeGreaterThan(0);
    happen(...eventDrafts(60));
    await eventually(cursor).toBe(60);
    const arrived = sequences();
    expect([...new Set(arrived)]).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(arrived.length).toBeGreaterThan(60);
  });
});

describe('a broker that refuses events', () => {
  const isEvent = (payload: string, number: number) =>
    payload.includes(`"sequence":"${String(number).padStart(16, '0')}"`);
  const refuse =
    (number: number, code: number, times = Number.POSITIVE_INFINITY): Required<Script>['publish'] =>
    (packet, { confirm }) => {
      const isRefused = isEvent(packet.payload, number) && times > 0;
      if (isRefused) times -= 1;
      confirm(packet, isRefused ? code : 0);
    };

  it('for good does not hold up the others: the event is given up, counted and named', async () => {
    const { happen, broker, sequences, cursor, logged, metric } = await publishing({
      version: 5,
      publish: refuse(2, 0x99),
    });
    await eventually(() => broker.published.length).toBe(1);
    happen(...eventDrafts(4));
    await eventually(cursor).toBe(4);
    expect(sequences()).toEqual([1, 2, 3, 4]);
    expect(metric('netsteward_mqtt_events_refused_total')).toBe(1);
    expect(metric('netsteward_mqtt_events_published_total')).toBe(3);
    expect(logged.join('')).toMatch(/does not take netsteward\.interface.* Payload format invalid; gave up event/);
  });

  it('for now gets the event again later, and the cursor waits for it', async () => {
    const { happen, broker, sequences, cursor, metric } = await publishing({ version: 5, publish: refuse(2, 0x97, 1) });
    await eventually(() => broker.published.length).toBe(1);
    happen(...eventDrafts(4));
    await eventually(() => sequences().length).toBe(4);
    expect(cursor()).toBe(1);
    await eventually(cursor).toBe(4);
    expect(sequences()).toEqual([1, 2, 3, 4, 2]);
    expect(metric('netsteward_mqtt_events_refused_total')).toBe(0);
    expect(metric('netsteward_mqtt_publish_failures_total')).toBe(1);
  });

  it('and takes none at all is waited for: nothing is given up', async () => {
    let isOpen = false;
    const { happen, sequences, cursor, metric } = await publishing({
      version: 5,
      publish: (packet, { confirm }) => confirm(packet, isOpen || packet.payload === 'online' ? 0 : 0x87),
    });
    happen(...eventDrafts(3));
    await eventually(() => sequences().length).toBe(3);
    isOpen = true;
    await eventually(cursor).toBe(3);
    expect(metric('netsteward_mqtt_events_refused_total')).toBe(0);
  });

  it('by its size limit never gets one that is larger', async () => {
    const maximumPacketSize = Buffer.from([0x27, 0, 0, 0x04, 0]);
    const { happen, sequences, cursor, metric } = await publishing({
      version: 5,
      connect: ({ accept }) => accept(maximumPacketSize),
    });
    happen(eventDraft(), eventDraft({ data: { message: 'x'.repeat(2_000) } }), eventDraft());
    await eventually(cursor).toBe(3);
    expect(sequences()).toEqual([1, 3]);
    expect(metric('netsteward_mqtt_events_refused_total')).toBe(1);
  });

  it('by closing the connection at one of them gets it alone a few times, and then the others', async () => {
    const { happen, sequences, cursor, metric, logged } = await publishing({
      publish: (packet, { confirm, close }) => (isEvent(packet.payload, 3) ? close() : confirm(packet)),
    });
    happen(...eventDrafts(5));
    await eventually(cursor).toBe(5);
    expect(sequences().slice(-2)).toEqual([4, 5]);
    expect(sequences().filter((sequence) => sequence === 3)).toHaveLength(6);
    expect(sequences().filter((sequence) => sequence === 4).length).toBeLessThanOrEqual(3);
    expect(metric('netsteward_mqtt_events_refused_total')).toBe(1);
    expect(logged.join('')).toContain('the broker closed 6 connections at it');
  });

  it('by a small receive maximum is never given more at a time', async () => {
    let underWay = 0;
    let most = 0;
    const { happen, cursor } = await publishing({
      version: 5,
      connect: ({ accept }) => accept(Buffer.from([0x21, 0, 3])),
      publish: (packet, { confirm }) => {
        underWay += 1;
        most = Math.max(most, underWay);
        setImmediate(() => {
          underWay -= 1;
          confirm(packet);
        });
      },
    });
    happen(...eventDrafts(50));
    await eventually(cursor).toBe(50);
    expect(most).toBe(3);
  });
});

it('says how it goes in metrics', async () => {
  let isAway = false;
  const { happen, broker, metric } = await publishing({
    connect: ({ accept, close }) => (isAway ? close() : accept()),
    publish: (packet, { confirm, close }) => (isAway ? close() : confirm(packet)),
  });
  await eventually(() => metric('netsteward_mqtt_connected')).toBe(1);
  expect(metric('netsteward_mqtt_reconnects_total')).toBe(0);
  happen(...eventDrafts(2));
  await eventually(() => metric('netsteward_mqtt_events_published_total')).toBe(2);
  expect(metric('netsteward_mqtt_events_pending')).toBe(0);
  isAway = true;
  happen(...eventDrafts(3));
  await eventually(() => metric('netsteward_mqtt_connected')).toBe(0);
  expect(metric('netsteward_mqtt_events_pending')).toBe(3);
  isAway = false;
  await eventually(() => metric('netsteward_mqtt_events_pending')).toBe(0);
  expect(metric('netsteward_mqtt_reconnects_total')).toBe(1);
  expect(broker.connections()).toBeGreaterThan(1);
});
