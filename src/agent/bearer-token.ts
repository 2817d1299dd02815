import type { Logger } from 'pino';
import { messageOf } from '../core/errors.ts';
import type { Guard } from '../exporters/exporter.ts';
import { firstLineOf } from '../remote/setting-file.ts';
import { createTroubleLog } from '../remote/trouble-log.ts';

/**
 * A guard by the token in a file, which is read again for every request.
 * @param what that can't be had without it, for the log: `alerts can't be received`
 */
export function tokenGuard(file: string | undefined, what: string, log: Logger): Guard {
  const trouble = createTroubleLog(log);
  return {
    token: async () => {
      if (file === undefined) return undefined;
      try {
        const read = await firstLineOf(file, 'token');
        trouble.over();
        return read;
      } catch (error) {
        trouble.tell(`${what} with a token: ${messageOf(error)}`);
        return undefined;
      }
    },
  };
}
