import type { Logger } from 'pino';
import { messageOf } from '../../core/errors.ts';
import { type LoadedWebConfig, loadWebConfig, stampOf, type WebConfig } from './load.ts';
import { WebConfigError } from './read-yaml.ts';

/** A web configuration that follows its files. */
export type LiveWebConfig = {
  readonly current: () => WebConfig;
  /** Whether what is in use is what the files say now. */
  readonly isValid: () => boolean;
  /** Looks whether a file has changed and reads them all again then. A bad new state is told once and leaves the old in use. */
  readonly refresh: () => Promise<void>;
};

/** A file system that does not answer holds no request up for longer. */
const PATIENCE_MS = 1_000;

/** Rejects with a WebConfigError when the files are bad to begin with. */
export async function openWebConfig(file: string, log: Logger): Promise<LiveWebConfig> {
  let loaded = await loadWebConfig(file);
  if (loaded.outcome instanceof WebConfigError) throw loaded.outcome;
  let config = loaded.outcome;
  let valid = true;
  let looking: Promise<void> | undefined;

  return {
    current: () => config,
    isValid: () => valid,
    async refresh() {
      looking ??= look().finally(() => {
        looking = undefined;
      });
      await withPatience(looking);
    },
  };

  async function look(): Promise<void> {
    if ((await stampOf(loaded.files)) === loaded.stamp) return;
    loaded = await loadWebConfig(file);
    const next = judge(loaded, config);
    valid = !(next instanceof WebConfigError);
    if (next instanceof WebConfigError) {
      log.error({ err: next }, `the changed web configuration can't be used, the old one stays: ${messageOf(next)}`);
    } else {
      config = next;
      log.info({ file }, 'the web configuration has changed and is in use');
    }
  }
}

/** A server that has begun with TLS never goes on without, nor the other way round: its clients would not follow. */
function judge({ outcome, files }: LoadedWebConfig, before: WebConfig): WebConfig | WebConfigError {
  if (outcome instanceof WebConfigError || (outcome.tls === undefined) === (before.tls === undefined)) return outcome;
  return new WebConfigError(`${files[0]}: tls_server_config: TLS can be turned on or off by a restart only`);
}

async function withPatience(work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PATIENCE_MS);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
