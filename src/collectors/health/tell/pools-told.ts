import type { State } from '../../../core/state.ts';
import type { Entry } from '../judge/board.ts';
import { countPool, isServed, type PoolCount } from '../judge/pool.ts';
import type { PlannedPool } from '../plan/planned.ts';
import { poolState, virtualAddressState } from './states.ts';

/** A pool with its members counted. */
export type CountedPool = { readonly pool: PlannedPool; readonly count: PoolCount };

/** Counts every pool; what has to be known of all its members before it is told the first time is not known in `isSettled`. */
export function countPools(
  pools: ReadonlyMap<string, PlannedPool>,
  entries: ReadonlyMap<string, Entry>,
): readonly (CountedPool & { readonly isSettled: boolean })[] {
  return [...pools.values()].map((pool) => ({
    pool,
    count: countPool(pool, (subject) => entries.get(subject)?.standing),
    isSettled: pool.members.every(({ subject }) => entries.get(subject)?.standing !== undefined),
  }));
}

/** Virtual addresses and the pools behind each, both in the order of the plan. */
export function byVirtualAddress<Pool extends CountedPool>(
  pools: readonly Pool[],
): ReadonlyMap<string, readonly Pool[]> {
  const behind = new Map<string, Pool[]>();
  for (const one of pools) {
    for (const address of one.pool.virtualAddresses) behind.set(address, [...(behind.get(address) ?? []), one]);
  }
  return behind;
}

/**
 * The states of pools and virtual addresses. They are told when all their members have been decided, so that they do not
 * seem to recover or to fail while the first answers come in.
 */
export function poolStates(pools: readonly (CountedPool & { readonly isSettled: boolean })[]): readonly State[] {
  const addresses = [...byVirtualAddress(pools)].flatMap(([address, behind]) => {
    if (!behind.every(({ isSettled }) => isSettled)) return [];
    const names = behind.map(({ pool }) => pool.name);
    return virtualAddressState(address, names, isServed(behind.map(({ count }) => count)));
  });
  return [...pools.filter(({ isSettled }) => isSettled).map(({ pool, count }) => poolState(pool, count)), ...addresses];
}
