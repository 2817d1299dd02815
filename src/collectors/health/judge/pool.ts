import type { PlannedPool } from '../plan/planned.ts';
import type { Standing } from './member.ts';

/** A pool's members, counted. */
export type PoolCount = {
  readonly members: number;
  /** Those that may take new connections. */
  readonly enabled: number;
  /** Enabled and ACTIVE. */
  readonly healthy: number;
  /** Enabled and INACTIVE. */
  readonly failing: number;
  /** Enabled, and nothing is known about them. */
  readonly unknown: number;
};

/** Octavia's words for a pool, and UNKNOWN. */
export type PoolStatus = 'ONLINE' | 'DEGRADED' | 'ERROR' | 'OFFLINE' | 'UNKNOWN';

export function countPool({ members }: PlannedPool, standingOf: (subject: string) => Standing | undefined): PoolCount {
  const enabled = members.filter(({ adminState }) => adminState === 'enabled');
  const states = enabled.map(({ subject }) => standingOf(subject)?.state);
  const healthy = states.filter((state) => state === 'ACTIVE').length;
  const failing = states.filter((state) => state === 'INACTIVE').length;
  return {
    members: members.length,
    enabled: enabled.length,
    healthy,
    failing,
    unknown: enabled.length - healthy - failing,
  };
}

export function statusOf({ enabled, healthy, failing, unknown }: PoolCount): PoolStatus {
  if (enabled === 0) return 'OFFLINE';
  if (healthy > 0) return failing > 0 ? 'DEGRADED' : 'ONLINE';
  return unknown > 0 ? 'UNKNOWN' : 'ERROR';
}

/** Whether fewer members are healthy than should be; `undefined` while members of which nothing is known would decide it. */
export function isBelowMinimum({ healthy, unknown }: PoolCount, minimum: number): boolean | undefined {
  if (healthy >= minimum) return false;
  return healthy + unknown < minimum ? true : undefined;
}

/** Whether a virtual address has a healthy member in any of its pools; `undefined` while that is not known. */
export function isServed(pools: readonly PoolCount[]): boolean | undefined {
  if (pools.some(({ healthy }) => healthy > 0)) return true;
  return pools.some(({ unknown }) => unknown > 0) ? undefined : false;
}
