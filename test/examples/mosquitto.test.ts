import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import mqtt from 'mqtt';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { eventDraft } from '../support/event-draft.ts';
import { eventually } from '../support/eventually.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { subscriber } from '../support/mqtt-subscriber.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { startMqtt } from '../support/start-mqtt.ts';
import { testAgent } from '../support/test-agent.ts';
import { examples, exampleWith } from './example.ts';

const AGENT = 'compute1.example';

beforeEach((context) => {
  needMosquitto(context);
  if (!hasProgram('mosquitto_passwd')) context.skip('mosquitto_passwd is not installed');
});

it('a real broker lets an agent write below its own name only, and readers read', { timeout: 60_000 }, async () => {
  const directory = privateDirectory();
  const passwords = path.join(directory, 'passwd');
  const acl = path.join(directory, 'acl');
  writeFileSync(passwords, '', { mode: 0o600 });
  copyFileSync(path.join(examples, 'mosquitto/netsteward.acl'), acl);
  for (const user of [AGENT, 'reader']) execFileSync('mosquitto_passwd', ['-b', passwords, user, `${user}-secret`]);
  const settings = exampleWith('mosquitto/mosquitto.conf', {
    '/etc/mosquitto/netsteward.passwd': passwords,
    '/etc/mosquitto/netsteward.acl': acl,
  })
    .split('\n')
    // The test's own broker says where it listens and where its data are.
    .filter((line) => !/^(listener|persistence|persistence_location|max_queued_messages) /.test(line));
  const broker = await mosquitto(settings);
  await broker.start();
  const reader = await subscriber(broker.port, { username: 'reader', password: 'reader-secret' });

  const agent = testAgent({ hostName: AGENT });
  startMqtt(agent.view, {
    url: `mqtt://127.0.0.1:${broker.port}`,
    username: AGENT,
    password: `${AGENT}-secret`,
  });
  agent.happen(eventDraft());
  await eventually(() => reader.at(`netsteward/${AGENT}/availability`)).toEqual(['online']);
  await eventually(
    () => reader.received.filter(({ topic }) => topic.startsWith(`netsteward/${AGENT}/event/`)).length,
  ).toBe(1);

  const other = await mqtt.connectAsync({
    host: '127.0.0.1',
    port: broker.port,
    protocol: 'mqtt',
    username: AGENT,
    password: `${AGENT}-secret`,
    clientId: 'other',
  });
  onTestFinished(() => other.endAsync(true));
  await other.publishAsync('netsteward/compute2.example/availability', 'offline', { qos: 1 });
  await other.publishAsync(`netsteward/${AGENT}/last`, 'done', { qos: 1 });
  await eventually(() => reader.at('/last')).toEqual(['done']);
  expect(reader.received.filter(({ topic }) => topic.includes('compute2'))).toEqual([]);
  const stranger = mqtt.connectAsync({ host: '127.0.0.1', port: broker.port, protocol: 'mqtt', reconnectPeriod: 0 });
  await expect(stranger).rejects.toThrow(/not authorized/i);
});
