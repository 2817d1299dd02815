import type { Snapshot } from '../../core/snapshot.ts';
import { findSwitchd } from '../../ovs/daemon-label.ts';
import type { Look, Refusal } from '../action.ts';
import { countTwice } from './count-twice.ts';
import type { OvsConntrackEvidence, ZoneEvidence } from './evidence.ts';
import { memoryOfGroup } from './group-memory.ts';
import type { OvsConntrackLimitSettings } from './settings.ts';

const CONNECTIONS = 'netsteward_ovs_conntrack_connections';
const ZONE_CONNECTIONS = 'netsteward_ovs_conntrack_zone_connections';
const ZONE_LIMIT = 'netsteward_ovs_conntrack_zone_connections_limit';
const MEMORY = 'netsteward_host_memory_available_bytes';

/**
 * Looks at the table of one switch: its connections, twice, its limit and what it refused meanwhile from the daemon
 * itself, its zones and the memory of the host from fresh snapshots.
 */
export async function observeTable(look: Look<OvsConntrackLimitSettings>): Promise<OvsConntrackEvidence | Refusal> {
  const { target, settings, host, fresh, signal } = look;
  const name = target.labels.get('daemon') ?? '';
  const snapshot = fresh.get('ovs-conntrack');
  if (snapshot === undefined)
    return { refused: 'the collector ovs-conntrack is off: zones and their limits are not known' };
  if (snapshot.outcome === 'failed') {
    throw new Error(
      `the table can't be read: ${snapshot.problems[0]?.message ?? 'the collector ovs-conntrack failed'}`,
    );
  }
  const daemon = await findSwitchd(host, settings, name, signal);
  const isTracking = pointsOf(snapshot, CONNECTIONS).some(({ labels }) => labels[0] === name);
  if (daemon === undefined || !isTracking) {
    const whose = name === '' ? 'of this host' : name;
    return { refused: `the Open vSwitch ${whose} tracks no connections in userspace` };
  }
  const zones = zonesOf(snapshot, name);
  const asked = target.labels.get('zone');
  const [counts, memory_of_group] = await Promise.all([
    countTwice(host, daemon, settings.growth_over, signal),
    memoryOfGroup(host, daemon, signal),
  ]);
  return {
    socket: daemon.unixctl,
    ...counts,
    full_zones: zones.filter(({ limit, connections }) => connections >= limit),
    zone: zones.find(({ zone }) => zone === Number(asked)) ?? null,
    memory_available: pointsOf(fresh.get('host'), MEMORY)[0]?.value ?? null,
    memory_of_group,
  };
}

function zonesOf(snapshot: Snapshot, daemon: string): readonly ZoneEvidence[] {
  const ofDaemon = (metric: string) => pointsOf(snapshot, metric).filter(({ labels }) => labels[0] === daemon);
  const limits = new Map(ofDaemon(ZONE_LIMIT).map(({ labels, value }) => [labels[1], value]));
  return ofDaemon(ZONE_CONNECTIONS).flatMap(({ labels: [, zone], value: connections }) => {
    const limit = limits.get(zone);
    return limit === undefined ? [] : [{ zone: Number(zone), limit, connections }];
  });
}

function pointsOf(snapshot: Snapshot | undefined, metric: string) {
  const points = snapshot?.families().find(({ definition }) => definition.name === metric)?.points ?? [];
  return points.flatMap(({ labels, value }) => (typeof value === 'number' ? [{ labels, value }] : []));
}
