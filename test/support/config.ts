import { z } from 'zod';
import type { Config } from '../../src/config/config.ts';
import type { Parts } from '../../src/config/config-schema.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { duration } from '../../src/core/duration.ts';
import { ConfigError } from '../../src/core/yaml/config-error.ts';

/** Made-up parts: a collector with settings of its own, one with its own interval, an exporter with a secret, and an action. */
export const parts: Parts = {
  collectors: [
    {
      name: 'bond',
      help: 'Bonds.',
      settings: z.strictObject({ names: z.array(z.string()).default([]), grace: duration().prefault('10s') }),
    },
    { name: 'host', help: 'The host.', settings: z.strictObject({ interval: duration().prefault('1m') }) },
  ],
  exporters: [
    {
      name: 'mqtt',
      help: 'MQTT.',
      settings: z.strictObject({
        url: z.url().optional(),
        keepalive: z.int().min(1).default(60),
        password: z.string().optional(),
        password_file: z.string().optional(),
      }),
    },
  ],
  actions: [
    {
      name: 'conntrack-limit',
      help: 'Raises the limit.',
      changes: true,
      defaults: { alerts: ['ConntrackFilling'], cooldown: 60, verifyWithin: 10 },
      settings: z.strictObject({ max: z.int().default(1_000_000) }),
    },
  ],
};

export const around = (env: Record<string, string> = {}) => ({ env, hostName: 'blue', stateDirectory: '/state' });
export const fromText = async (text: string, env?: Record<string, string>): Promise<Config> =>
  await parseConfig({ file: 'agent.yaml', text }, parts, around(env));
export const fromEnv = async (env: Record<string, string>): Promise<Config> =>
  await parseConfig(undefined, parts, around(env));

/** What the ConfigError says that this has to reject with. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error('expected a ConfigError', { cause: error });
  return error.message;
}
