import { stateKey } from '../../../core/state.ts';
import type { CheckTarget } from '../../../host/checks.ts';
import { type Monitor, monitorOf } from '../settings/monitor.ts';
import { type MemberSettings, memberName, type PoolSettings } from '../settings/pool.ts';

/** A pool as it is to be watched. */
export type PlannedPool = {
  readonly name: string;
  /** The file it stands in; empty for the configuration. */
  readonly file: string;
  readonly virtualAddresses: readonly string[];
  readonly minimumHealthy: number;
  readonly members: readonly PlannedMember[];
};

export type AdminState = 'enabled' | 'drain' | 'disabled';

export type PlannedMember = {
  /** `web/web1`, as in its state. */
  readonly subject: string;
  /** Of its state among the others. */
  readonly key: string;
  readonly pool: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | undefined;
  readonly weight: number;
  readonly adminState: AdminState;
  readonly target: CheckTarget;
  /** Two members with the same text are checked in the same way. */
  readonly signature: string;
};

export function planPool(settings: PoolSettings, file: string): PlannedPool {
  const { name, virtual_addresses, minimum_healthy, members } = settings;
  const monitor = monitorOf(settings.monitor);
  return {
    name,
    file,
    virtualAddresses: [...new Set(virtual_addresses)],
    minimumHealthy: minimum_healthy,
    members: members.map((member) => planMember(name, member, monitor)),
  };
}

function planMember(pool: string, member: MemberSettings, { timing, place, check }: Monitor): PlannedMember {
  const { address, port, weight, admin_state } = member;
  const name = memberName(member);
  const subject = `${pool}/${name}`;
  const target: CheckTarget = {
    key: subject,
    group: pool,
    address: member.monitor_address ?? address,
    port: member.monitor_port ?? port ?? 0,
    place,
    check,
    delay: timing.delay * 1000,
    timeout: timing.timeout * 1000,
    rise: timing.rise,
    fall: timing.fall,
  };
  // As in Octavia, a weight of 0 lets connections end and takes no new ones.
  const adminState = admin_state === 'enabled' && weight === 0 ? 'drain' : admin_state;
  const key = stateKey({ kind: 'member', subject });
  return { subject, key, pool, name, address, port, weight, adminState, target, signature: JSON.stringify(target) };
}
