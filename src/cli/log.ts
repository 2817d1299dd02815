import { destination, type Logger, pino } from 'pino';
import type { Config } from '../config/config.ts';

/** A log, and the call that waits until all of it has been written. */
export type Log = { readonly log: Logger; readonly flush: () => Promise<void> };

/** What may wait for a reader of the log that has stopped reading; beyond it lines are left out. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * The log on standard output: readable lines on a terminal, JSON otherwise, unless the settings say which.
 * Written in the background, so that a reader which stops reading (a paged or suspended terminal) does not stop the agent.
 */
export async function createLog({ level, format }: Config['log']): Promise<Log> {
  const output = destination({ fd: process.stdout.fd, sync: false, maxLength: MOST_WAITING_BYTES });
  // The terminal is gone, or the reader of the pipe: there is nobody left to tell.
  output.on('error', () => {});
  const readable = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  const options = { level, base: null };
  const log = readable ? pino(options, await prettyStream(output)) : pino(options, output);
  return { log, flush: () => new Promise((resolve) => output.flush(() => resolve())) };
}

async function prettyStream(output: ReturnType<typeof destination>) {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    destination: output,
    colorize: process.stdout.isTTY && process.stdout.hasColors(),
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
  });
}
