import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';

/** Waits for an answer that the rest can do without: `undefined` when there is none. */
export type Attempt = <T>(subject: string, answer: Promise<T>) => Promise<T | undefined>;

/** What the host does not have is no problem, what it has and can't be read is one. */
export function attempts(problems: Problem[]): Attempt {
  return async (subject, answer) => {
    try {
      return await answer;
    } catch (error) {
      if (!isAbsent(error)) problems.push({ subject, message: messageOf(error) });
      return undefined;
    }
  };
}
