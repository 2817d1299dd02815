import { HostError, isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Part, View } from '../model/view.ts';

/** Readings of the parts of a namespace, of which each may fail by itself. */
export type Attempts = {
  /** Waits for a reading; `undefined` when it failed, and the reason stands among the problems. Never rejects. */
  readonly of: <T>(part: Part, reading: Promise<T>) => Promise<T | undefined>;
  /** Whether what was tried of this part is not there at all. */
  readonly isAbsent: (part: Part) => boolean;
  /** Whether no answer came in time. */
  readonly isLate: (part: Part) => boolean;
  readonly add: (part: Part, problems: readonly Problem[]) => void;
  /** Those of parts that were not tried again are as they were before. */
  readonly problems: () => View['problems'];
};

export function createAttempts({ netns, problems: earlier }: Pick<View, 'netns' | 'problems'>): Attempts {
  const problems: Record<Part, readonly Problem[]> = { ...earlier, entrance: [] };
  const failed = new Map<Part, unknown>();
  const subject = netns === '' ? 'interface' : netns;
  return {
    of: async (part, reading) => {
      problems[part] = [];
      try {
        return await reading;
      } catch (error) {
        failed.set(part, error);
        problems[part] = [{ subject, message: messageOf(error) }];
        return undefined;
      }
    },
    isAbsent: (part) => isAbsent(failed.get(part)),
    isLate: (part) => {
      const error = failed.get(part);
      return error instanceof HostError && error.kind === 'deadline';
    },
    add: (part, more) => {
      problems[part] = [...problems[part], ...more];
    },
    problems: () => problems,
  };
}
