import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { CloudEvent } from '../../src/core/event.ts';
import { eventually } from '../support/eventually.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { subscriber } from '../support/mqtt-subscriber.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { startPrometheus } from '../support/prometheus.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8' });

beforeAll(() => {
  spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
});

function needRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('links are made by root only');
}

/** A pair of devices; what happens to the second is seen at the first as its carrier. */
function linkPair(): { readonly near: string; readonly far: string } {
  const name = `nst${randomBytes(4).toString('hex')}`;
  const [near, far] = [`${name}a`, `${name}b`];
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far);
  onTestFinished(() => void spawnSync('ip', ['link', 'del', near]));
  for (const end of [near, far]) ip('link', 'set', end, 'up');
  return { near, far };
}

/** The built agent, on this machine, with everything of its own in a directory that goes with the test. */
async function startAgent(directory: string, mqttPort: number) {
  const config = path.join(directory, 'agent.yaml');
  const mqtt = `mqtt: { url: "mqtt://127.0.0.1:${mqttPort}" }`;
  writeFileSync(
    config,
    `state_directory: ${directory}/state\nhost: { name: lab }\nweb: { listen: "127.0.0.1:0" }\n${mqtt}\n`,
  );
  const child = spawn(process.execPath, ['dist/main.js', 'run', '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log: string[] = [];
  createInterface(child.stdout).on('line', (line) => log.push(line));
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  onTestFinished(() => kill('SIGKILL'));
  const address = () => log.flatMap((line) => /metrics and status: (http:\S+?)"/.exec(line)?.[1] ?? [])[0];
  await eventually(address).toBeDefined();
  const url = address() ?? '';
  await eventually(async () => (await fetch(`${url}/-/ready`)).status).toBe(200);
  return { config, log, url, kill };
}

/** The events in the store about a device, as the command line tells them. */
function storedEvents(config: string, subject: string): readonly CloudEvent[] {
  const args = ['dist/main.js', 'events', '--since', '1h', '--json', '--config', config];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const events: CloudEvent[] = stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
  return events.filter((event) => event.subject === subject);
}

const carrierLost = { field: 'state', before: 'up', after: 'no-carrier' };

describe('the whole agent on this machine', () => {
  it('tells a link change in its log, in its store, at an MQTT subscriber, on its stream and to Prometheus', async (context) => {
    needRoot(context);
    needMosquitto(context);
    if (!hasProgram('prometheus')) context.skip('prometheus is not installed');
    const { near, far } = linkPair();
    const broker = await mosquitto();
    await broker.start();
    const mqtt = await subscriber(broker.port);
    const agent = await startAgent(privateDirectory(), broker.port);
    const target = { targets: [new URL(agent.url).host] };
    const prometheus = await startPrometheus([{ job_name: 'netsteward', static_configs: [target] }]);
    const carrier = () => prometheus.query(`netsteward_interface_carrier{interface="${near}"}`);
    await eventually(async () => [...(await carrier()).values()]).toEqual(['1']);

    ip('link', 'set', far, 'down');

    const published = () => mqtt.at('/event/netsteward.interface.state-changed').map((text) => JSON.parse(text));
    await eventually(() => published().filter(({ subject }) => subject === near)).toMatchObject([
      { source: '/hosts/lab/netsteward', data: carrierLost },
    ]);
    const [event] = published().filter(({ subject }) => subject === near);
    expect(agent.log.filter((line) => line.includes(event.id))).toHaveLength(1);
    expect(storedEvents(agent.config, near)).toContainEqual(event);
    const listed = await (await fetch(`${agent.url}/events.json?since=1h`)).text();
    expect(listed).toContain(event.id);
    await eventually(async () => [...(await carrier()).values()]).toEqual(['0']);
    const state = () => mqtt.at(`/state/interface/interface/${near}`).at(-1) ?? '{}';
    await eventually(() => state()).toContain('no-carrier');
  });

  it('killed with -9 tells afterwards what happened while it was away, and loses nothing that it had seen', async (context) => {
    needRoot(context);
    needMosquitto(context);
    const { near, far } = linkPair();
    const broker = await mosquitto();
    await broker.start();
    const mqtt = await subscriber(broker.port);
    const directory = privateDirectory();
    const first = await startAgent(directory, broker.port);
    await broker.kill('SIGKILL');
    ip('link', 'set', far, 'down');
    await eventually(() => storedEvents(first.config, near)).toMatchObject([{ data: carrierLost }]);
    await first.kill('SIGKILL');
    ip('link', 'set', far, 'up');
    await broker.start();

    const second = await startAgent(directory, broker.port);

    const told = () =>
      mqtt
        .at('/event/netsteward.interface.state-changed')
        .map((text) => JSON.parse(text))
        .filter(({ subject }) => subject === near);
    const back = { data: { field: 'state', before: 'no-carrier', after: 'up' } };
    await eventually(told).toMatchObject([{ data: carrierLost }, back]);
    expect(storedEvents(second.config, near).map(({ id }) => id)).toEqual(told().map(({ id }) => id));
  });
});
