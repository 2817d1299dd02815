import type { SettingPath } from './yaml-source.ts';

/** A section of the configuration: names and what they are set to. */
export type Section = { readonly [name: string]: unknown };

export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path, `undefined` when nothing does. */
export function valueAt(value: unknown, path: SettingPath): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current) && typeof step === 'number') current = current[step];
    else if (isSection(current) && Object.hasOwn(current, step)) current = current[step];
    else return undefined;
  }
  return current;
}

/** The same settings with one more in its place. A value that stands where a section is needed gives way. */
export function withValue(value: unknown, path: readonly string[], leaf: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  const entries = new Map(isSection(value) ? Object.entries(value) : []);
  entries.set(step, withValue(entries.get(step), rest, leaf));
  return Object.fromEntries(entries);
}

/** The same settings where a name without a value (`mqtt:`, all its lines commented out) counts as not set. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (!isSection(value)) return value ?? undefined;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutEmpty(child)]));
}

/** Every setting in a section and the sections below it, with its path. */
export function* leavesOf(
  value: unknown,
  path: readonly string[] = [],
): Generator<[path: readonly string[], leaf: unknown]> {
  if (!isSection(value)) {
    yield [path, value];
    return;
  }
  for (const [name, child] of Object.entries(value)) yield* leavesOf(child, [...path, name]);
}
