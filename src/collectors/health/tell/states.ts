import type { State } from '../../../core/state.ts';
import type { CheckResult } from '../../../host/checks.ts';
import type { PoolFile } from '../files/pool-file.ts';
import type { Member, Standing } from '../judge/member.ts';
import { isBelowMinimum, type PoolCount, statusOf } from '../judge/pool.ts';
import type { AdminState, PlannedMember, PlannedPool } from '../plan/planned.ts';

/** @param expiresBefore milliseconds since 1970; a certificate that runs out earlier is expiring */
export function memberState({ plan, flips, report }: Member, standing: Standing, expiresBefore: number): State {
  const { subject, pool, address, port, adminState, weight, target } = plan;
  const { state, reason, detail, last } = standing;
  const expires = report?.certificateExpires;
  return {
    kind: 'member',
    subject,
    fields: {
      state,
      reason: reason ?? null,
      detail: detail ?? null,
      admin_state: adminState,
      operating_status: operatingStatus(adminState, state),
      pool,
      address,
      port: port ?? null,
      check: checkKindOf(plan),
      netns: target.place.netns ?? null,
      weight,
      flapping: flips.isHeld,
      certificate_expires: expires === undefined ? null : new Date(expires).toISOString(),
      certificate_expiring: expires === undefined ? null : expires < expiresBefore,
      last_results: last.length === 0 ? null : last.map(resultText).join(', '),
    },
  };
}

/** As the monitor names it. */
export function checkKindOf({ target: { check } }: PlannedMember): string {
  return check.kind === 'http' && check.tls !== undefined ? 'https' : check.kind;
}

/** Octavia's words for a member, and UNKNOWN. */
export function operatingStatus(adminState: AdminState, state: Standing['state']): string {
  if (adminState === 'disabled') return 'OFFLINE';
  if (state === 'INACTIVE') return 'ERROR';
  if (adminState === 'drain') return 'DRAINING';
  return state === 'ACTIVE' ? 'ONLINE' : 'UNKNOWN';
}

/** `ok 1.2 ms`, `refused 0.1 ms`, `no-place`. */
export function resultText({ reason, duration }: CheckResult): string {
  return duration === undefined ? reason : `${reason} ${Number(duration.toPrecision(2))} ms`;
}

export function poolState({ name, file, minimumHealthy }: PlannedPool, count: PoolCount): State {
  return {
    kind: 'pool',
    subject: name,
    fields: {
      operating_status: statusOf(count),
      healthy: count.healthy,
      enabled: count.enabled,
      members: count.members,
      minimum_healthy: minimumHealthy,
      below_minimum: isBelowMinimum(count, minimumHealthy) ?? null,
      file: file === '' ? null : file,
    },
  };
}

export function virtualAddressState(address: string, pools: readonly string[], served: boolean | undefined): State {
  return {
    kind: 'virtual-address',
    subject: address,
    fields: { served: served ?? null, pools: pools.join(', ') },
  };
}

export function fileState({ path, pools, error }: PoolFile, twin: string | undefined): State {
  return {
    kind: 'pool-file',
    subject: path,
    fields: {
      pools: pools?.length ?? null,
      members: pools?.reduce((sum, { members }) => sum + members.length, 0) ?? null,
      error: error ?? twin ?? null,
    },
  };
}

export type CheckerStanding = { readonly isShort: boolean; readonly isLate: boolean };

export function checkerState({ isShort, isLate }: CheckerStanding, descriptors: number): State {
  return {
    kind: 'checker',
    subject: 'checker',
    fields: { descriptors, short_of_descriptors: isShort, late: isLate },
  };
}
