import type { PlannedPool } from './planned.ts';

/** Pools of the configuration, or of one file. */
export type PoolSource = { readonly file: string; readonly pools: readonly PlannedPool[] };

/** A pool that is left out because another one has its name. */
export type Twin = { readonly file: string; readonly message: string };

/** The pools of all sources by name. Of two with one name, that of the earlier source is in force. */
export function mergePools(sources: readonly PoolSource[]): {
  readonly pools: ReadonlyMap<string, PlannedPool>;
  readonly twins: readonly Twin[];
} {
  const pools = new Map<string, PlannedPool>();
  const twins: Twin[] = [];
  for (const { file, pools: own } of sources) {
    for (const pool of own) {
      const other = pools.get(pool.name);
      if (other === undefined) pools.set(pool.name, pool);
      else {
        const where = other.file === '' ? 'the configuration' : other.file;
        twins.push({ file, message: `${file}: the pool ${pool.name} is left out, ${where} has one of that name` });
      }
    }
  }
  return { pools, twins };
}
