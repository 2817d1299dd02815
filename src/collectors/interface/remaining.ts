import type { State } from '../../core/state.ts';
import type { Views } from './model/view.ts';

/**
 * Tells of devices that are not known whether they may be there all the same: in a namespace that was never described, or
 * named among the problems. `undefined` when all that there is has been read.
 * @param listed whether it could be found out which namespaces there are
 */
export function remainingIn(views: Views, listed: boolean): ((state: State) => boolean) | undefined {
  const unread = new Set<unknown>();
  const troubled = new Set<string>();
  for (const { netns, descriptions, problems } of views.values()) {
    if (descriptions === 0) unread.add(netns);
    for (const { subject } of problems.devices) troubled.add(subject);
  }
  if (listed && unread.size === 0 && troubled.size === 0) return undefined;
  return ({ subject, fields }) => {
    const { netns } = fields;
    return unread.has(netns) || troubled.has(subject) || (!listed && !views.has(String(netns)));
  };
}
