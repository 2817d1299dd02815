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
 * The states of pools and virtual addresses. A pool is told first when all its members have been decided, so that it does
 * not seem to recover or to fail while the first answers come in; from then on it is always told.
 * @param isTold whether an object was told before, by its kind and subject
 */
export function poolStates(
  pools: readonly (CountedPool & { readonly isSettled: boolean })[],
  isTold: (kind: string, subject: string) => boolean,
): readonly State[] {
  const told = pools.filter(({ pool, isSettled }) => isSettled || isTold('pool', pool.name));
  const addresses = [...byVirtualAddress(pools)].flatMap(([address, behind]) => {
    if (!behind.every(({ isSettled }) => isSettled) && !isTold('virtual-address', address)) return [];
    const names = behind.map(({ pool }) => pool.name);
    return virtualAddressState(address, names, isServed(behind.map(({ count }) => count)));
  });
  return [...told.map(({ pool, count }) => poolState(pool, count)), ...addresses];
}
