import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type AgentProcess, agentProcess, buildAgent } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { linkPair } from '../support/link-pair.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { subscriber } from '../support/mqtt-subscriber.ts';
import { ip } from '../support/network-namespace.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { startPrometheus } from '../support/prometheus.ts';

beforeAll(buildAgent);

const publishingTo = (port: number) => ({ mqtt: { url: `mqtt://127.0.0.1:${port}` } });

function needRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('links are made by root only');
}

/** The events in the store about a device, as the command line tells them. */
const storedEvents = (agent: AgentProcess, subject: string) =>
  agent.events('interface').filter((event) => event.subject === subject);

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
    const agent = await agentProcess(publishingTo(broker.port));
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
    expect(storedEvents(agent, near)).toContainEqual(event);
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
    const first = await agentProcess(publishingTo(broker.port), directory);
    await broker.kill('SIGKILL');
    ip('link', 'set', far, 'down');
    await eventually(() => storedEvents(first, near)).toMatchObject([{ data: carrierLost }]);
    await first.kill('SIGKILL');
    ip('link', 'set', far, 'up');
    await broker.start();

    const second = await agentProcess(publishingTo(broker.port), directory);

    const told = () =>
      mqtt
        .at('/event/netsteward.interface.state-changed')
        .map((text) => JSON.parse(text))
        .filter(({ subject }) => subject === near);
    const back = { data: { field: 'state', before: 'no-carrier', after: 'up' } };
    await eventually(told).toMatchObject([{ data: carrierLost }, back]);
    expect(storedEvents(second, near).map(({ id }) => id)).toEqual(told().map(({ id }) => id));
  });
});
