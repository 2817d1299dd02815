import { fstatSync } from 'node:fs';
import { destination, type Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createLogger } from '../log/create-logger.ts';

/** A log, and the call that waits until all of it has been written. */
export type Log = { readonly log: Logger; readonly flush: () => Promise<void> };

/** What may wait for a reader of the log that has stopped reading; lines beyond it are left out. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * The log on standard output, written in the background: a reader that stops reading (a pager, a suspended terminal)
 * does not stop the agent.
 * @param readerGone called when nobody reads the pipe any more (`netsteward run | head`)
 */
export function openLog({ level, format }: Config['log'], readerGone: () => void): Log {
  const output = destination({ fd: process.stdout.fd, sync: false, maxLength: MOST_WAITING_BYTES });
  const isPipe = fstatSync(process.stdout.fd).isFIFO();
  // A closed terminal, or a journal that is being restarted: there is nobody to tell, and the agent has other work.
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (isPipe && error.code === 'EPIPE') readerGone();
  });
  const write = (line: string) => output.write(line);
  const log = createLogger({ level, format, destination: { isTTY: process.stdout.isTTY, write } });
  return { log, flush: () => new Promise((resolve) => output.flush(() => resolve())) };
}
