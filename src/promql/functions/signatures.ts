import type { ValueType } from '../value.ts';
import { elementwise } from './elementwise.ts';
import { overRange } from './over-range.ts';

export type Signature = {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  /** More arguments of the last type may follow. */
  readonly variadic?: true;
  readonly returns: ValueType;
};

const vectorTo = (returns: ValueType): Signature => ({ args: ['vector'], optional: 0, returns });

const special: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ['absent', vectorTo('vector')],
  ['absent_over_time', { args: ['matrix'], optional: 0, returns: 'vector' }],
  ['histogram_quantile', { args: ['scalar', 'vector'], optional: 0, returns: 'vector' }],
  ['label_replace', { args: ['vector', 'string', 'string', 'string', 'string'], optional: 0, returns: 'vector' }],
  ['label_join', { args: ['vector', 'string', 'string', 'string'], optional: 1, variadic: true, returns: 'vector' }],
  ['pi', { args: [], optional: 0, returns: 'scalar' }],
  ['scalar', vectorTo('scalar')],
  ['sort', vectorTo('vector')],
  ['sort_desc', vectorTo('vector')],
  ['time', { args: [], optional: 0, returns: 'scalar' }],
  ['timestamp', vectorTo('vector')],
  ['vector', { args: ['scalar'], optional: 0, returns: 'vector' }],
]);

/** What a function takes and gives; nothing for one that is not supported. */
export function signatureOf(name: string): Signature | undefined {
  const ofValue = elementwise.get(name);
  if (ofValue !== undefined) {
    const scalars = Array.from({ length: ofValue.scalars }, () => 'scalar' as const);
    return {
      args: ['vector', ...scalars],
      optional: ofValue.ofTime === undefined ? ofValue.optional : 1,
      returns: 'vector',
    };
  }
  const ofRange = overRange.get(name);
  if (ofRange === undefined) return special.get(name);
  const before = ofRange.scalar === 'before' ? (['scalar'] as const) : [];
  const after = ofRange.scalar === 'after' ? (['scalar'] as const) : [];
  return { args: [...before, 'matrix', ...after], optional: 0, returns: 'vector' };
}

export const functionNames: readonly string[] = [...elementwise.keys(), ...overRange.keys(), ...special.keys()].sort();
