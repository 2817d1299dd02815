import type { LookSettings } from '../settings.ts';
import type { PathTarget } from './paths.ts';

/** The neighbours that the configuration names for a bond; `undefined` when it names none. */
export function setTargets({ targets }: LookSettings, object: string): readonly PathTarget[] | undefined {
  const own = targets.filter(({ bond }) => bond === object);
  return own.length === 0 ? undefined : own.map(({ address, vlan }) => ({ address, vlan }));
}
