import { messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { showUnit } from '../../systemd/show-unit.ts';
import type { Unit } from '../../systemd/unit.ts';
import type { RestartEvidence, UnitSeen } from './evidence.ts';
import type { RestartSettings } from './settings.ts';

type Found = Pick<RestartEvidence, 'unit' | 'unitTrouble'>;

/**
 * Finds the service in which a daemon runs among those that are configured for it: the one whose control group it is in,
 * or whose main process it was; otherwise the first that systemd knows.
 * @param daemon as the settings name it
 */
export async function observeUnit(
  host: Host,
  { units }: RestartSettings,
  daemon: string,
  { pid, state }: Pick<RestartEvidence['vswitchd'], 'pid' | 'state'>,
  signal: AbortSignal,
): Promise<Found> {
  const wanted = units.filter((one) => one.daemon === daemon).map(({ unit }) => unit);
  if (wanted.length === 0) return { unit: null, unitTrouble: `no service is configured for ${daemon}` };
  // A number that is not that of the daemon in this id space may be anybody's.
  const own = pid === null || state === null ? undefined : await unitOf(host, pid, signal);
  if (own !== undefined && !wanted.includes(own)) {
    return {
      unit: null,
      unitTrouble: `it runs in ${own}, which is none of the configured services: ${wanted.join(', ')}`,
    };
  }
  try {
    const known: (readonly [string, Unit])[] = [];
    for (const name of own === undefined ? wanted : [own]) {
      const unit = await showUnit(host, name, signal);
      if (unit.load !== 'not-found') known.push([name, unit]);
    }
    const last = known.find(([, { mainPid, lastPid }]) => pid !== null && (mainPid === pid || lastPid === pid));
    const [found] = last === undefined ? known : [last];
    if (found === undefined) return { unit: null, unitTrouble: `systemd knows none of ${wanted.join(', ')}` };
    return { unit: await seen(host, ...found, signal), unitTrouble: '' };
  } catch (error) {
    signal.throwIfAborted();
    return { unit: null, unitTrouble: messageOf(error) };
  }
}

async function seen(host: Host, name: string, unit: Unit, signal: AbortSignal): Promise<UnitSeen> {
  const { activeSince, limitSeconds, ...told } = unit;
  const isActive = unit.active === 'active' && activeSince > 0;
  return {
    name,
    ...told,
    limitSeconds: Number.isFinite(limitSeconds) ? limitSeconds : null,
    activeFor: isActive ? Math.max(0, (await monotonic(host, signal)) - activeSince) : null,
  };
}

/** Seconds since boot. Of a machine that slept it is more than systemd's clock says, which only makes a service older. */
async function monotonic(host: Host, signal: AbortSignal): Promise<number> {
  return Number((await host.readText('/proc/uptime', signal)).split(' ')[0]);
}

// 0::/system.slice/ovs-vswitchd.service, 1:name=systemd:/system.slice/ovs-vswitchd.service
const GROUP = /^\d+:(?:name=systemd)?:\/(?:.*\/)?([^/]+\.service)(?:\/.*)?$/m;

/** The service whose control group a process is in (cgroups(7)). */
async function unitOf(host: Host, pid: number, signal: AbortSignal): Promise<string | undefined> {
  try {
    return GROUP.exec(await host.readText(`/proc/${pid}/cgroup`, signal))?.[1];
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
