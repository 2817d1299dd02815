import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { z } from 'zod';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { privateDirectory } from './private-directory.ts';
import { programPath } from './programs.ts';

const PROGRAM = 'prometheus-alertmanager';

/** A real Alertmanager on a loopback port. */
export type Alertmanager = {
  readonly url: string;
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** Its alerts by their label `name`: `active`, `suppressed` and what it says of them. */
  readonly alerts: () => Promise<ReadonlyMap<string, HeldAlert>>;
  /** Silences the alerts whose label `name` is this, and gives the name of the silence. */
  readonly silence: (name: string) => Promise<string>;
  readonly post: (alerts: readonly object[]) => Promise<void>;
};

const heldAlerts = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    startsAt: z.string(),
    endsAt: z.string(),
    generatorURL: z.string().optional(),
    status: z.object({ state: z.string() }),
  }),
);
export type HeldAlert = z.output<typeof heldAlerts>[number];

/** Skips the test, saying so, when Alertmanager is not installed. */
export function needAlertmanager(context: TestContext): void {
  if (programPath(PROGRAM) === undefined) context.skip('prometheus-alertmanager is not installed');
}

export type AlertmanagerOptions = {
  /** Where it sends what it has, and how: `webhook_configs[0]`. */
  readonly webhook?: object;
  /** Its web configuration. */
  readonly web?: object;
  /** The whole of its configuration as text, in place of one for `webhook`. */
  readonly config?: string;
};

/** Run by hand in a directory of its own, and ended with the test. It keeps what it knows over a restart when ended in order only. */
export async function alertmanager({ webhook, web, config: whole }: AlertmanagerOptions = {}): Promise<Alertmanager> {
  const directory = privateDirectory();
  const port = await freePort();
  const config = path.join(directory, 'alertmanager.json');
  const webConfig = path.join(directory, 'web.json');
  writeFileSync(
    config,
    whole ??
      JSON.stringify({
        route: {
          receiver: 'r',
          group_by: ['...'],
          group_wait: '10ms',
          group_interval: '100ms',
          repeat_interval: '100ms',
        },
        receivers: [webhook === undefined ? { name: 'r' } : { name: 'r', webhook_configs: [webhook] }],
      }),
  );
  writeFileSync(webConfig, JSON.stringify(web ?? {}));
  const url = `http://127.0.0.1:${port}`;
  let child: ReturnType<typeof spawn> | undefined;
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const ask = async (page: string, body?: object) => {
    const post = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v2/${page}`, body === undefined ? {} : post);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    url,
    start: async () => {
      child = spawn(
        programPath(PROGRAM) ?? PROGRAM,
        [
          `--config.file=${config}`,
          `--storage.path=${path.join(directory, 'data')}`,
          `--web.listen-address=127.0.0.1:${port}`,
          `--web.config.file=${webConfig}`,
          '--cluster.listen-address=',
          '--log.level=error',
        ],
        { cwd: directory, stdio: 'ignore' },
      );
      await eventually(async () => (await fetch(`${url}/-/ready`).catch(() => undefined)) !== undefined).toBe(true);
    },
    kill,
    alerts: async () =>
      new Map(heldAlerts.parse(await ask('alerts').catch(() => [])).map((one) => [one.labels.name ?? '', one])),
    silence: async (name) => {
      const matchers = [{ name: 'name', value: name, isRegex: false, isEqual: true }];
      const times = { startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 3_600_000).toISOString() };
      const answer: unknown = await ask('silences', { matchers, ...times, createdBy: 'test', comment: 'test' });
      return z.object({ silenceID: z.string() }).parse(answer).silenceID;
    },
    post: async (alerts) => {
      await ask('alerts', alerts);
    },
  };
}
