import { isAbsent, messageOf } from '../core/errors.ts';

/** What came of asking the host for one thing: a value, a problem, or neither when the host has no such thing. */
export type Answer<T> = { readonly value?: T; readonly problem?: string };

/** Waits for a reading. Rejects never: what is absent and what failed are answers too. */
export async function answerOf<T>(reading: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await reading };
  } catch (error) {
    return isAbsent(error) ? {} : { problem: messageOf(error) };
  }
}
