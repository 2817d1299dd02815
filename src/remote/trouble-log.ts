import type { Logger } from 'pino';

/** Logs what goes wrong once for each change, however often it is tried again. */
export type TroubleLog = {
  readonly tell: (message: string) => void;
  /** It goes well again, which is worth a line or not: the same trouble is news the next time. */
  readonly over: (message?: string) => void;
};

export function createTroubleLog(log: Logger): TroubleLog {
  let last: string | undefined;
  return {
    tell: (message) => {
      if (message !== last) log.warn(message);
      last = message;
    },
    over: (message) => {
      last = undefined;
      if (message !== undefined) log.info(message);
    },
  };
}
