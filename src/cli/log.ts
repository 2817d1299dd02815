import { fstatSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createLogger } from '../log/create-logger.ts';
import { backgroundWriter } from './background-writer.ts';

/** A log, and the call that waits (a moment at most) until all of it has been written. */
export type Log = { readonly log: Logger; readonly flush: () => Promise<void> };

const MOST_WAITING_BYTES = 1024 * 1024;
const FLUSH_MS = 250;

/**
 * The log on standard output, written in the background: a reader that stops reading (a pager, a suspended terminal)
 * does not stop the agent. A closed terminal or a journal that is being restarted does neither.
 * @param readerGone called when nobody reads the pipe any more (`netsteward run | head`)
 */
export function openLog({ level, format }: Config['log'], readerGone: () => void): Log {
  const { fd, isTTY } = process.stdout;
  const isPipe = fstatSync(fd).isFIFO();
  const { write, flush } = backgroundWriter(
    fd,
    MOST_WAITING_BYTES,
    ({ code }) => {
      if (isPipe && code === 'EPIPE') readerGone();
    },
    (lines) =>
      log.warn({ lines }, `${lines} lines of this log were left out, since they came faster than they were read`),
  );
  const log = createLogger({ level, format, destination: { isTTY, write } });
  return {
    log,
    flush: () => flush(AbortSignal.timeout(FLUSH_MS)),
  };
}
