import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { eventually } from '../support/eventually.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { type Subscriber, subscriber } from '../support/mqtt-subscriber.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { startMqtt } from '../support/start-mqtt.ts';
import { testAgent } from '../support/test-agent.ts';

const program = path.join(import.meta.dirname, '../support/mqtt-agent.ts');

/** Starts an agent in a process of its own. */
function startAgent(file: string, url: string, ...records: readonly string[]) {
  const child = spawn(process.execPath, [program, file, url, ...records], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return async () => {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
}

const arrived = ({ sequences }: Subscriber) => sequences().length;

describe('an agent that is killed with -9', () => {
  beforeEach(needMosquitto);

  it('is offline for everybody, as it left that word with the broker', async () => {
    const broker = await mosquitto();
    await broker.start();
    const { at } = await subscriber(broker.port);
    const kill = startAgent(path.join(privateDirectory(), 'events.db'), `mqtt://127.0.0.1:${broker.port}`);
    await eventually(() => at('/availability')).toEqual(['online']);
    await kill();
    await eventually(() => at('/availability')).toEqual(['online', 'offline']);
    const late = await subscriber(broker.port, { clientId: 'late' });
    await eventually(() => late.at('/availability')).toEqual(['offline']);
  });

  it('at any moment, again and again, has lost no event: each arrives at least once and in order', async () => {
    const broker = await mosquitto();
    await broker.start();
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const watcher = await subscriber(broker.port);
    const file = path.join(privateDirectory(), 'events.db');
    for (let round = 0; round < 8; round += 1) {
      const before = arrived(watcher);
      const kill = startAgent(file, url, 'record');
      await eventually(() => arrived(watcher), { interval: 5 }).toBeGreaterThan(before + round);
      await sleep(Math.random() * 60);
      await kill();
    }

    const store = openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });
    onTestFinished(() => store.close());
    const recorded = store.eventsAfter(0, 1_000_000);
    const confirmed = store.cursor('mqtt');
    const inStore = recorded.map(({ sequence }) => Number(sequence));
    await eventually(() => watcher.sequences()).toEqual(
      expect.arrayContaining(inStore.filter((one) => one <= confirmed)),
    );

    startMqtt(testAgent({ store }).view, { url });
    await eventually(() => store.pending('mqtt')).toBe(0);
    expect(store.cursor('mqtt')).toBe(inStore.at(-1));
    await eventually(() => new Set(watcher.sequences()).size).toBe(inStore.length);
    expect([...new Set(watcher.sequences())]).toEqual(inStore);
    const ids = new Set(
      watcher.received.filter(({ topic }) => topic.includes('/event/')).map(({ payload }) => JSON.parse(payload).id),
    );
    expect(ids).toEqual(new Set(recorded.map(({ id }) => id)));
  });
});
