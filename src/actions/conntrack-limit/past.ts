import type { Step } from '../../remediation/step.ts';
import type { PastDeed } from '../action.ts';
import { BUCKETS, LIMIT } from './steps.ts';
import { OBJECT } from './target.ts';

/** A setting by its name, with what a deed has found there and what it has left. */
export type Written = { readonly at: number; readonly name: string; readonly before: string; readonly value: string };

/** What this action has set, was proven to help and has not been taken back, oldest first. */
export function writtenBefore(history: readonly PastDeed[]): readonly Written[] {
  return history
    .filter(({ object, outcome }) => object === OBJECT && outcome === 'done')
    .flatMap(({ at, settings, undo = [] }) => {
      const before = new Map(undo.flatMap(broughtBackBy));
      return settings.flatMap(({ name, value }): readonly Written[] => {
        const found = before.get(name);
        return found === undefined ? [] : [{ at, name, before: found, value }];
      });
    });
}

/** What a step of our own undo brings back, by the name of its setting. */
function broughtBackBy({ kind, args }: Step): readonly (readonly [string, string])[] {
  if (kind === 'sysctl') return [[`sysctl ${args.name}`, String(args.value)]];
  if (kind === 'module-parameter') return [[bucketSetting, String(args.value)]];
  return kind === 'sysctl-file' ? [[fileSetting(String(args.path)), String(args.settings)]] : [];
}

export const limitSetting = `sysctl ${LIMIT}`;
export const bucketSetting = `sysctl ${BUCKETS}`;

export function fileSetting(path: string): string {
  return `file ${path}`;
}

/**
 * What a setting was before this action came, and when it was last set: its deeds back in time, as long as each found
 * what the one before has left. Nothing when the setting is not what the last has left: somebody else has set it.
 */
export function originOf(
  written: readonly Written[],
  name: string,
  current: string,
): { readonly value: string; readonly at: number } | undefined {
  const deeds = written.filter((one) => one.name === name);
  const last = deeds.at(-1);
  if (last === undefined || last.value !== current) return undefined;
  let origin = last;
  for (const deed of deeds.toReversed().slice(1)) {
    if (deed.value !== origin.before) break;
    origin = deed;
  }
  return { value: origin.before, at: last.at };
}
