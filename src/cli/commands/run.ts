import { startAgent } from '../../agent.ts';
import { messageOf } from '../../core/errors.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { configFor, type GlobalOptions } from '../global-options.ts';
import { hangUpHandler } from '../hang-up.ts';
import { openLog } from '../log.ts';

/** Runs the agent until it is told to stop. */
export async function run(options: GlobalOptions, version: string): Promise<ExitCode> {
  const { promise: ended, resolve: end } = Promise.withResolvers<ExitCode>();
  const stop = () => end(exitCodes.ok);
  const config = await configFor(options);
  const { log, flush } = openLog(config.log, stop);
  // Before the agent starts, so that it also ends in order when told so early. Ctrl-C may reach it more than once.
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const agent = await startAgent({
    config,
    hostRoot: options.hostRoot,
    version,
    log,
    onBroken: (error) => {
      log.error({ err: error }, messageOf(error));
      end(exitCodes.failure);
    },
  });
  log.info(`metrics and status: ${agent.url()}`);
  // How it went is told by the agent, as an event.
  const reload = () => void agent.reload(() => configFor(options)).catch(() => {});
  process.on('SIGHUP', hangUpHandler(reload, stop));
  process.on('SIGUSR2', () => agent.stopActions('the signal SIGUSR2 was sent'));
  const code = await ended;
  await agent.stop();
  await flush();
  return code;
}
