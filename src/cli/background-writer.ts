import { write as writeTo } from 'node:fs';

/** Writes to a file descriptor without ever making the caller wait. */
export type BackgroundWriter = {
  readonly write: (text: string) => void;
  /** Settles when all that was written so far is out; at the latest when the signal is aborted. */
  readonly flush: (signal: AbortSignal) => Promise<void>;
};

/** How long to wait with a descriptor that takes nothing at the moment (one that another process made non-blocking). */
const RETRY_MS = 10;

/**
 * @param mostWaiting bytes that may wait for a reader which has stopped reading; what comes then is left out
 * @param onError told of every failed write, whose text is lost
 * @param onLeftOut told how many texts were left out when all that waited has been written
 */
export function backgroundWriter(
  descriptor: number,
  mostWaiting: number,
  onError: (error: NodeJS.ErrnoException) => void,
  onLeftOut: (texts: number) => void = () => undefined,
): BackgroundWriter {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let isWriting = false;
  let idle: (() => void)[] = [];
  let leftOut = 0;

  const next = () => {
    if (waiting.length === 0 && leftOut > 0) {
      const count = leftOut;
      leftOut = 0;
      onLeftOut(count);
    }
    isWriting = waiting.length > 0;
    if (!isWriting) {
      for (const done of idle) done();
      idle = [];
      return;
    }
    const chunk = Buffer.concat(waiting);
    waiting = [];
    put(chunk);
  };

  const put = (chunk: Buffer) => {
    writeTo(descriptor, chunk, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(put, RETRY_MS, chunk);
        return;
      }
      const done = error === null ? written : chunk.length;
      waitingBytes -= done;
      if (error !== null) onError(error);
      if (done < chunk.length) put(chunk.subarray(done));
      else next();
    });
  };

  return {
    write: (text) => {
      const chunk = Buffer.from(text);
      if (waitingBytes + chunk.length > mostWaiting) {
        leftOut += 1;
        return;
      }
      waitingBytes += chunk.length;
      waiting.push(chunk);
      if (!isWriting) next();
    },
    flush: (signal) =>
      new Promise((resolve) => {
        if (!isWriting || signal.aborted) {
          resolve();
          return;
        }
        idle.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}
