import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { agentProcess, buildAgent, onlyCollectors } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { programPath } from '../support/programs.ts';

beforeAll(buildAgent, 180_000);

const slow = { timeout: 30_000 };
const STOPPED = 'netsteward_actions_stopped{cause="kill_switch"} ';

it('the agent stops its actions by a message and by a file, until both are gone', {
  timeout: 120_000,
}, async (context) => {
  needMosquitto(context);
  const broker = await mosquitto();
  await broker.start();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const { directory, figures, events } = await agentProcess({ mqtt: { url }, collectors: onlyCollectors({}) });
  const file = path.join(directory, 'state', 'stop');
  const stopped = () => figures(STOPPED);
  await eventually(() => figures('netsteward_mqtt_stop_topics_subscribed '), slow).toEqual(['2']);
  expect(await stopped()).toEqual(['0']);

  const message = ['-p', String(broker.port), '-q', '1', '-t', 'netsteward/stop', '-m', 'ask Ann'];
  execFileSync(programPath('mosquitto_pub') ?? 'mosquitto_pub', message, { timeout: 10_000, stdio: 'pipe' });
  await eventually(() => existsSync(file), slow).toBe(true);
  await eventually(stopped, slow).toEqual(['1']);
  expect(readFileSync(file, 'utf8')).toBe('a message at netsteward/stop: ask Ann\n');
  rmSync(file);
  await eventually(stopped, slow).toEqual(['0']);

  writeFileSync(file, 'ann: moving\n');
  await eventually(stopped, slow).toEqual(['1']);
  rmSync(file);
  await eventually(stopped, slow).toEqual(['0']);
  const told = () => events('action').map(({ type }) => type.replace('netsteward.action.', ''));
  await eventually(told, slow).toEqual(['stopped', 'released', 'stopped', 'released']);
});
