import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StopCall } from '../../src/exporters/exporter.ts';
import { eventDrafts } from '../support/event-draft.ts';
import { eventually } from '../support/eventually.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { subscriber } from '../support/mqtt-subscriber.ts';
import { programPath } from '../support/programs.ts';
import { scriptedBroker } from '../support/scripted-broker.ts';
import { startMqtt } from '../support/start-mqtt.ts';
import { type TestAgent, testAgent } from '../support/test-agent.ts';

const SUBSCRIBED = 'netsteward_mqtt_stop_topics_subscribed';

function stopsOf({ view }: Pick<TestAgent, 'view'>): readonly StopCall[] {
  const stops: StopCall[] = [];
  view.bus.on('stop', (stop) => stops.push(stop));
  return stops;
}

/** Publishes as mosquitto_pub(1) does: retained, unless told otherwise; no message is an empty one. */
function say(port: number, topic: string, message = '', ...more: readonly string[]): void {
  const words = message === '' ? ['-n'] : ['-m', message];
  const argv = ['-p', String(port), '-q', '1', '-r', '-t', topic, ...words, ...more];
  execFileSync(programPath('mosquitto_pub') ?? 'mosquitto_pub', argv, { timeout: 10_000, stdio: 'pipe' });
}

describe.each([4, 5] as const)('a stop over MQTT, protocol version %i', (protocol_version) => {
  beforeEach(needMosquitto);

  it('is heard for all hosts and for this one, and is never taken back', async () => {
    const broker = await mosquitto();
    await broker.start();
    const agent = testAgent();
    const stops = stopsOf(agent);
    const { metric } = startMqtt(agent.view, { url: `mqtt://127.0.0.1:${broker.port}`, protocol_version });
    await eventually(() => metric(SUBSCRIBED)).toBe(2);
    say(broker.port, 'netsteward/stop', 'fleet is being moved\nask Ann');
    await eventually(() => stops).toEqual([
      { cause: 'mqtt', words: 'a message at netsteward/stop: fleet is being moved' },
    ]);
    say(broker.port, 'netsteward/stop');
    say(broker.port, 'netsteward/host2/stop', 'another host');
    say(broker.port, 'netsteward/host1/stop', 'false');
    await eventually(() => stops.map(({ words }) => words)).toEqual([
      'a message at netsteward/stop: fleet is being moved',
      'a message at netsteward/host1/stop: false',
    ]);
  });

  it('that stands there already is heard at every connection', async () => {
    const broker = await mosquitto();
    await broker.start();
    say(broker.port, 'site/a/stop', '\u001b[2Jno changes');
    await broker.save();
    const agent = testAgent();
    const stops = stopsOf(agent);
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const { metric } = startMqtt(agent.view, { url, protocol_version, prefix: 'site/a' });
    const words = 'a message at site/a/stop: \\x1b[2Jno changes';
    await eventually(() => stops).toEqual([{ cause: 'mqtt', words }]);
    await broker.kill('SIGKILL');
    await eventually(() => metric(SUBSCRIBED)).toBe(0);
    await broker.start();
    await eventually(() => stops).toEqual([
      { cause: 'mqtt', words },
      { cause: 'mqtt', words },
    ]);
  });
});

describe('a broker that forbids to listen', () => {
  beforeEach(needMosquitto);

  it('is named in the log, and has every event', async (context) => {
    const plugin = '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so';
    const broker = await mosquitto([
      'allow_anonymous false',
      `plugin ${plugin}`,
      'plugin_opt_config_file DIRECTORY/rules',
    ]);
    try {
      const argv = ['dynsec', 'init', path.join(broker.directory, 'rules'), 'agent', 'hunter2'];
      execFileSync(programPath('mosquitto_ctrl') ?? 'mosquitto_ctrl', argv, { timeout: 10_000, stdio: 'pipe' });
    } catch {
      context.skip('mosquitto_ctrl, which makes the rules, is not installed');
    }
    permit(path.join(broker.directory, 'rules'));
    await broker.start();
    const agent = testAgent();
    const stops = stopsOf(agent);
    const auth = { username: 'agent', password: 'hunter2' };
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const { metric } = startMqtt(agent.view, { url, protocol_version: 5, ...auth });
    await eventually(() => agent.logged.join('')).toContain(
      'the broker does not let netsteward/stop be subscribed to, a stop there is not heard: Not authorized',
    );
    await eventually(() => metric(SUBSCRIBED)).toBe(1);
    agent.happen(...eventDrafts(3));
    await eventually(() => agent.view.store.cursor('mqtt')).toBe(3);
    say(broker.port, 'netsteward/host1/stop', 'this one', '-u', 'agent', '-P', 'hunter2');
    await eventually(() => stops).toEqual([{ cause: 'mqtt', words: 'a message at netsteward/host1/stop: this one' }]);
  });
});

/** Whoever there is may publish anything, and listen to the stop of host1 alone. */
function permit(file: string): void {
  const rule = (acltype: string, topic: string) => ({ acltype, topic, priority: 0, allow: true });
  const acls = [
    rule('publishClientSend', '#'),
    rule('publishClientReceive', '#'),
    rule('subscribeLiteral', 'netsteward/host1/stop'),
  ];
  const rules: unknown = JSON.parse(execFileSync('cat', [file], { encoding: 'utf8' }));
  if (typeof rules !== 'object' || rules === null) throw new Error('no rules');
  writeFileSync(file, JSON.stringify({ ...rules, roles: [{ rolename: 'admin', acls }] }));
}

describe('a broker that misbehaves (a stand-in, as mosquitto does not)', () => {
  it('and closes the connection at a subscription is not asked again, so that events go on', async () => {
    const { url } = await scriptedBroker({ subscribe: (_, peer) => peer.close() });
    const agent = testAgent();
    const { metric } = startMqtt(agent.view, { url });
    agent.happen(...eventDrafts(3));
    await eventually(() => agent.view.store.cursor('mqtt')).toBe(3);
    await eventually(() => metric('netsteward_mqtt_connected')).toBe(1);
    expect(agent.logged.join('')).toContain('the broker closed 3 connections when netsteward/stop and');
    expect(metric(SUBSCRIBED)).toBe(0);
  });

  it.each([4, 5] as const)(
    'and refuses in version %i is told once, whatever the number of connections',
    async (version) => {
      const { url, connections } = await scriptedBroker({
        version,
        subscribe: (packet, peer) => {
          peer.grant(packet, version === 4 ? 0x80 : 0x87);
          if (packet.topic.endsWith('host1/stop') && peer.number < 3) setTimeout(peer.close, 20);
        },
      });
      const agent = testAgent();
      startMqtt(agent.view, { url, protocol_version: version });
      await eventually(connections).toBe(3);
      agent.happen(...eventDrafts(2));
      await eventually(() => agent.view.store.cursor('mqtt')).toBe(2);
      const told = agent.logged.filter((line) => line.includes('does not let netsteward/stop be subscribed to'));
      expect(told).toHaveLength(1);
    },
  );

  it('and never answers a subscription has every event all the same', async () => {
    const { url } = await scriptedBroker({ subscribe: () => {} });
    const agent = testAgent();
    const { metric } = startMqtt(agent.view, { url });
    agent.happen(...eventDrafts(3));
    await eventually(() => agent.view.store.cursor('mqtt')).toBe(3);
    expect(metric(SUBSCRIBED)).toBe(0);
  });
});

it('stops are not listened to where that is switched off', async (context) => {
  needMosquitto(context);
  const broker = await mosquitto();
  await broker.start();
  const agent = testAgent();
  const stops = stopsOf(agent);
  const { metric } = startMqtt(agent.view, { url: `mqtt://127.0.0.1:${broker.port}`, stop: false });
  const other = await subscriber(broker.port);
  say(broker.port, 'netsteward/stop', 'x');
  await eventually(() => other.at('netsteward/stop')).toEqual(['x']);
  agent.happen(...eventDrafts(1));
  await eventually(() => agent.view.store.cursor('mqtt')).toBe(1);
  expect([stops, metric(SUBSCRIBED)]).toEqual([[], undefined]);
});
