import { isatty } from 'node:tty';
import { type Agent, startAgent } from '../../agent.ts';
import { ConfigError } from '../../config/config-error.ts';
import { messageOf } from '../../core/errors.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { configFor, type GlobalOptions } from '../global-options.ts';
import { createLog } from '../log.ts';

/** Runs the agent until it is told to stop. */
export async function run(options: GlobalOptions, version: string): Promise<ExitCode> {
  const config = await configFor(options);
  const { log, flush } = await createLog(config.log);
  const { promise: ended, resolve: end } = Promise.withResolvers<ExitCode>();
  process.stdout.on('error', () => {});
  // From the first moment on, so that a stop during the start is one too. Ctrl-C reaches the agent more than once.
  const stop = () => end(exitCodes.ok);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const agent = await startAgent({
    config,
    hostRoot: options.hostRoot,
    version,
    log,
    onBroken: (error) => {
      log.fatal({ err: error }, messageOf(error));
      end(exitCodes.failure);
    },
  });
  log.info(`metrics and status: ${agent.url()}`);
  process.on(
    'SIGHUP',
    hangUpHandler(stop, () => void reload(agent)),
  );
  const code = await ended;
  await agent.stop();
  await flush();
  return code;

  async function reload(running: Agent): Promise<void> {
    await running
      .reload(() => configFor(options))
      .then(
        () => log.info('the new configuration is in force'),
        (error: unknown) => log.error(`the old configuration stays in force: ${reasons(error)}`),
      );
  }
}

/** SIGHUP asks for a reload, but is also what the kernel sends when the terminal is closed; then the agent ends with it. */
function hangUpHandler(stop: () => void, reload: () => void): () => void {
  const hadTerminal = isatty(process.stdin.fd);
  return () => (hadTerminal && !isatty(process.stdin.fd) ? stop() : reload());
}

function reasons(error: unknown): string {
  return error instanceof ConfigError ? `\n${error.message}` : messageOf(error);
}
