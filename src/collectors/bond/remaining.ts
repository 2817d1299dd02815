import type { State } from '../../core/state.ts';
import type { DoorMemory } from './memory.ts';

/**
 * Tells of bonds and slaves that are not among the states whether they may be there all the same: in a namespace that
 * could never be looked into, or of a bond that could never be read. `undefined` when everything has been read once.
 * @param listed whether it could be found out which namespaces there are
 */
export function remainingIn(doors: readonly DoorMemory[], listed: boolean): ((state: State) => boolean) | undefined {
  const known = new Set<unknown>(doors.map(({ netns }) => netns));
  const shut = new Set<unknown>(
    doors.filter(({ failure, present }) => failure !== undefined && !present).map(({ netns }) => netns),
  );
  const unread = new Set(
    doors.flatMap(({ netns, bonds }) =>
      [...bonds].flatMap(([name, { bond }]) => (bond === undefined ? [`${netns}\0${name}`] : [])),
    ),
  );
  if (listed && shut.size === 0 && unread.size === 0) return undefined;
  return ({ fields: { netns, bond } }) =>
    shut.has(netns) || unread.has(`${netns}\0${bond}`) || (!listed && !known.has(netns));
}
