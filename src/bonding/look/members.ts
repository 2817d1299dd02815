import type { MemberEvidence } from '../evidence.ts';
import type { LookSettings } from '../settings.ts';
import { type Asker, type PathTarget, pathBehind } from './paths.ts';
import { type Watched, watchErrors } from './watched.ts';

/** A member with what can be read of it at once, and from where its path can be asked. */
export type Part = {
  readonly facts: Omit<MemberEvidence, keyof Watched | 'path' | 'path_words'>;
  readonly asker: Asker;
};

const NOT_COUNTED: Watched = { errors: null, errors_per_second: null };

/** Completes the members of a bond by what takes time: their paths are asked while their errors are watched. */
export async function completed(
  parts: readonly Part[],
  targets: readonly PathTarget[],
  count: () => Promise<ReadonlyMap<string, number>>,
  settings: LookSettings,
  signal: AbortSignal,
): Promise<MemberEvidence[]> {
  const [errors, paths] = await Promise.all([
    watchErrors(count, settings.watch, signal),
    Promise.all(parts.map(({ asker }) => pathBehind(asker, targets, settings, signal))),
  ]);
  return parts.map(({ facts }, index) => ({
    ...facts,
    ...(errors.get(facts.name) ?? NOT_COUNTED),
    ...(paths[index] ?? { path: 'unknown', path_words: 'nobody was asked' }),
  }));
}
