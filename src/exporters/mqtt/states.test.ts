import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventDraft } from '../../../test/support/event-draft.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { type Script, scriptedBroker } from '../../../test/support/scripted-broker.ts';
import { snapshot } from '../../../test/support/snapshot.ts';
import { startMqtt } from '../../../test/support/start-mqtt.ts';
import { testAgent } from '../../../test/support/test-agent.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { type State, statesOf } from '../../core/state.ts';
import { openStore } from '../../store/open-store.ts';
import type { AgentView } from '../exporter.ts';

const bond = (subject: string, activeSlave: string): State => ({ kind: 'bond', subject, fields: { activeSlave } });
const reading = (states: readonly State[], about: Partial<Snapshot> = {}) =>
  snapshot({ states: statesOf(states), readAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678), ...about });

/** An agent that publishes to a broker which remembers what is retained, as real ones do. */
async function publishing({
  view = {},
  settings = {},
  script = {},
}: {
  readonly view?: Partial<AgentView>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly script?: Script;
} = {}) {
  const broker = await scriptedBroker(script);
  const agent = testAgent(view);
  const mqtt = startMqtt(agent.view, { url: broker.url, ...settings });
  return { ...agent, ...mqtt, broker, states: () => retained(broker.published), messages: () => stateMessages(broker) };
}

const stateMessages = ({ published }: { readonly published: readonly { topic: string; payload: string }[] }) =>
  published
    .filter(({ topic }) => topic.includes('/state/'))
    .map(({ topic, payload }) => [topic.split('/').at(-1), payload !== '']);

/** What stands at a broker that was sent these messages: by topic, what is behind `fields`. */
function retained(
  published: readonly { readonly topic: string; readonly payload: string; readonly retain: boolean }[],
) {
  const topics = new Map<string, unknown>();
  for (const { topic, payload, retain } of published) {
    if (!retain || topic.endsWith('/availability')) continue;
    if (payload === '') topics.delete(topic);
    else topics.set(topic, JSON.parse(payload).fields);
  }
  return Object.fromEntries(topics);
}

const topicOf = (subject: string) => `netsteward/host1/state/bond/bond/${subject}`;

describe('retained states', () => {
  it('say what an object is like, since when, and are published once for each change', async () => {
    const { read, broker, states, messages } = await publishing();
    const kept = bond('bond0', 'eth0');
    read(reading([kept, bond('bond1', 'eth2')]));
    await eventually(states).toEqual({
      [topicOf('bond0')]: { activeSlave: 'eth0' },
      [topicOf('bond1')]: { activeSlave: 'eth2' },
    });
    const first = broker.published.find(({ topic }) => topic === topicOf('bond0'));
    expect(first).toMatchObject({ retain: true, qos: 1 });
    expect(JSON.parse(first?.payload ?? '')).toEqual({
      time: '2026-01-02T03:04:05.678Z',
      collector: 'bond',
      kind: 'bond',
      subject: 'bond0',
      fields: { activeSlave: 'eth0' },
    });
    read(reading([kept, bond('bond1', 'eth2')]));
    read(reading([{ ...kept, fields: { ...kept.fields } }, bond('bond1', 'eth3')]));
    await eventually(() => states()[topicOf('bond1')]).toEqual({ activeSlave: 'eth3' });
    expect(messages()).toEqual([
      ['bond0', true],
      ['bond1', true],
      ['bond1', true],
    ]);
  });

  it('are there for what was read before the agent began to publish', async () => {
    const { view } = testAgent();
    const { states } = await publishing({
      view: { snapshots: () => [reading([bond('bond0', 'eth0')])], store: view.store },
    });
    await eventually(states).toEqual({ [topicOf('bond0')]: { activeSlave: 'eth0' } });
  });

  it('are cleared when the object is gone, and stay when it could not be read', async () => {
    const { read, states, broker, view } = await publishing();
    read(reading([bond('bond0', 'eth0'), bond('bond1', 'eth2')]));
    await eventually(() => Object.keys(states())).toHaveLength(2);
    read(reading([], { outcome: 'failed' }));
    read(reading([bond('bond1', 'eth2')]));
    await eventually(() => Object.keys(states())).toEqual([topicOf('bond1')]);
    read(reading([], { outcome: 'absent' }));
    await eventually(states).toEqual({});
    expect(broker.published.filter(({ payload }) => payload === '')).toHaveLength(2);
    await eventually(() => [...view.store.notes('mqtt').keys()]).toEqual(['netsteward/host1/availability']);
  });

  it('are all published again to a broker that came back, which may have forgotten them', async () => {
    const { read, messages, broker } = await publishing({
      script: {
        publish: (packet, { number, confirm, close }) =>
          number === 1 && packet.topic.endsWith('bond1') ? close() : confirm(packet),
      },
    });
    read(reading([bond('bond0', 'eth0'), bond('bond1', 'eth2')]));
    await eventually(() => broker.connections()).toBe(2);
    await eventually(messages).toEqual([
      ['bond0', true],
      ['bond1', true],
      ['bond0', true],
      ['bond1', true],
    ]);
  });

  it('are cleared when the object went while the broker was away', async () => {
    let isAway = false;
    const { read, states, broker } = await publishing({
      script: {
        connect: ({ accept, close }) => (isAway ? close() : accept()),
        publish: (packet, { confirm, close }) => (isAway ? close() : confirm(packet)),
      },
    });
    read(reading([bond('bond0', 'eth0'), bond('bond1', 'eth2')]));
    await eventually(() => Object.keys(states())).toHaveLength(2);
    isAway = true;
    read(reading([bond('bond1', 'eth9')]));
    await eventually(() => broker.connections()).toBeGreaterThan(3);
    isAway = false;
    await eventually(states).toEqual({ [topicOf('bond1')]: { activeSlave: 'eth9' } });
  });

  it('are cleared when the object went while the agent was away', async () => {
    const file = path.join(privateDirectory(), 'events.db');
    const open = () => {
      const store = openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });
      onTestFinished(() => store.close());
      return store;
    };
    const store = open();
    const first = await publishing({ view: { store } });
    first.read(reading([bond('bond0', 'eth0'), bond('bond1', 'eth2')]));
    await eventually(() => Object.keys(first.states())).toHaveLength(2);
    await first.stop(AbortSignal.timeout(5_000));
    store.close();

    const second = await publishing({ view: { store: open() } });
    await eventually(() => second.broker.published.length).toBe(1);
    expect(second.messages()).toEqual([]);
    second.read(reading([bond('bond1', 'eth2')]));
    await eventually(second.messages).toEqual([
      ['bond1', true],
      ['bond0', false],
    ]);
  });

  it('of a collector that was switched off, or of another prefix, are cleared as well', async () => {
    const { view } = testAgent();
    const { store } = view;
    const first = await publishing({ view: { store } });
    first.read(reading([bond('bond0', 'eth0')]));
    first.read(reading([bond('x', 'y')], { collector: 'interface' }));
    await eventually(() => Object.keys(first.states())).toHaveLength(2);
    await first.stop(AbortSignal.timeout(5_000));

    const second = await publishing({ view: { store, collectorNames: ['bond'] }, settings: { prefix: 'site/a' } });
    second.read(reading([bond('bond0', 'eth0')]));
    await eventually(() => second.broker.published.map(({ topic, payload }) => [topic, payload !== ''])).toEqual(
      expect.arrayContaining([
        ['site/a/host1/availability', true],
        ['site/a/host1/state/bond/bond/bond0', true],
        ['netsteward/host1/state/interface/bond/x', false],
        ['netsteward/host1/availability', false],
        [topicOf('bond0'), false],
      ]),
    );
  });

  it('are not published when they are not wanted, and those of earlier are cleared', async () => {
    const { view } = testAgent();
    const { store } = view;
    const first = await publishing({ view: { store } });
    first.read(reading([bond('bond0', 'eth0')]));
    await eventually(() => Object.keys(first.states())).toHaveLength(1);
    await first.stop(AbortSignal.timeout(5_000));

    const second = await publishing({ view: { store }, settings: { states: false } });
    second.read(reading([bond('bond0', 'eth1')]));
    await eventually(second.messages).toEqual([['bond0', false]]);
  });

  it('that the broker refuses are counted, and tried again when they change', async () => {
    const { read, states, metric } = await publishing({
      settings: { protocol_version: 5 },
      script: {
        version: 5,
        publish: (packet, { confirm }) => confirm(packet, packet.payload.includes('forbidden') ? 0x87 : 0),
      },
    });
    read(reading([bond('bond0', 'forbidden'), bond('bond1', 'eth2')]));
    await eventually(() => metric('netsteward_mqtt_states_published_total')).toBe(1);
    expect(metric('netsteward_mqtt_publish_failures_total')).toBe(1);
    read(reading([bond('bond0', 'eth0'), bond('bond1', 'eth2')]));
    await eventually(() => metric('netsteward_mqtt_states_published_total')).toBe(2);
    expect(states()[topicOf('bond0')]).toEqual({ activeSlave: 'eth0' });
  });

  it('at which the broker closes the connection are given up, also for the connections after', async () => {
    let isAway = false;
    const { read, happen, messages, broker, metric } = await publishing({
      script: {
        publish: (packet, { confirm, close }) =>
          isAway || packet.payload.includes('poison') ? close() : confirm(packet),
      },
    });
    read(reading([bond('bond0', 'poison'), bond('bond1', 'eth2')]));
    await eventually(() => metric('netsteward_mqtt_publish_failures_total')).toBe(1);
    const tried = messages().filter(([subject]) => subject === 'bond0').length;
    const connections = broker.connections();
    isAway = true;
    happen(eventDraft());
    await eventually(() => broker.connections()).toBeGreaterThan(connections);
    isAway = false;
    await eventually(() => metric('netsteward_mqtt_events_pending')).toBe(0);
    await eventually(() => messages().at(-1)).toEqual(['bond1', true]);
    expect(messages().filter(([subject]) => subject === 'bond0')).toHaveLength(tried);
  });

  it('have names that no subject can break out of', async () => {
    const { read, states } = await publishing();
    read(reading([bond('a/b+#%', 'eth0')]));
    await eventually(() => Object.keys(states())).toEqual([topicOf('a%2Fb%2B%23%25')]);
  });
});
