import { serverSetting } from '../../haproxy/server-setting.ts';
import { weightSetting } from '../../ipvs/weight-setting.ts';
import type { PastDeed } from '../action.ts';
import type { MemberEvidence } from './evidence.ts';

/** What this action last left a member at, if nothing took it back. */
export type Left = { readonly value: string; readonly deed: PastDeed };

/** The setting of the balancer that holds a member back. */
export function settingOf({ at }: Pick<MemberEvidence, 'at'>): string {
  if (at.balancer === 'haproxy') return serverSetting(at.socket, at.backend, at.server);
  return weightSetting(`${at.netns === '' ? '' : `${at.netns}:`}${at.service}`, at.destination);
}

export function leftBehind(history: readonly PastDeed[], object: string, setting: string): Left | undefined {
  const deed = history.findLast((one) => one.object === object && one.outcome !== 'undone' && one.settings.length > 0);
  const value = deed?.settings.findLast(({ name }) => name === setting)?.value;
  return deed === undefined || value === undefined ? undefined : { value, deed };
}

/** The objects that this action still holds back. */
export function heldBack(history: readonly PastDeed[]): ReadonlySet<string> {
  const held = new Set<string>();
  for (const { object, outcome, settings } of history) {
    const last = settings.at(-1)?.value;
    if (outcome === 'undone' || last === undefined) continue;
    if (last === 'drain' || last === 'maint' || last === '0') held.add(object);
    else held.delete(object);
  }
  return held;
}
