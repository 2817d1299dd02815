import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import type { Host } from '../../../host/host.ts';
import { listOf } from '../parse/fields.ts';

type Parse<T> = (command: string, answer: Json) => T;

/** Questions to one process; what goes wrong with a part of them is kept beside the answers. */
export type Asking = {
  readonly problems: readonly string[];
  readonly ask: (command: string) => Promise<Json>;
  readonly parsed: <T>(command: string, parse: Parse<T>) => Promise<T>;
  /** One after another for each thing that a command lists; one that has gone meanwhile (`null`) is left out. */
  readonly listed: <Type extends 'number' | 'string', T>(
    list: string,
    type: Type,
    about: string,
    parse: Parse<T>,
  ) => Promise<readonly T[]>;
  /** `undefined` when it failed, which is noted as a problem, or when there is no such thing. */
  readonly attempt: <T>(read: Promise<T>) => Promise<T | undefined>;
};

export function askingOf(host: Host, socket: string, signal: AbortSignal): Asking {
  const problems: string[] = [];
  const ask = (command: string) => host.telemetry(socket, command, signal);
  const attempt = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      signal.throwIfAborted();
      if (!isAbsent(error)) problems.push(messageOf(error));
      return undefined;
    }
  };
  const parsed = async <T>(command: string, parse: Parse<T>): Promise<T> => parse(command, await ask(command));
  return {
    problems,
    ask,
    attempt,
    parsed,
    listed: async (list, type, about, parse) => {
      const keys = await attempt(parsed(list, (command, answer) => listOf(command, answer, type)));
      const all = await Promise.all(
        (keys ?? []).map((key) => {
          const orGone = (command: string, answer: Json) => (answer === null ? undefined : parse(command, answer));
          return attempt(parsed(`${about},${key}`, orGone));
        }),
      );
      return all.filter((one) => one !== undefined);
    },
  };
}
