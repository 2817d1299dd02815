import { raisedLimit } from '../../conntrack/raised-limit.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Plan, PlanRequest, Refusal, Witness } from '../action.ts';
import type { OvsConntrackEvidence, ZoneEvidence } from './evidence.ts';
import { limitByMemory } from './memory.ts';
import type { OvsConntrackLimitSettings } from './settings.ts';

type Request = PlanRequest<OvsConntrackLimitSettings, OvsConntrackEvidence>;

/** A table that is full within this is in need, however full it is now. */
const SOON = 600;

/** A larger limit, where it is the limit of the whole table that is in the way. */
export function planLimit({ target, settings, evidence }: Request): Plan | Refusal {
  const { limit, socket, zone, full_zones } = evidence;
  const asked = target.labels.get('zone');
  if (asked !== undefined) return { refused: zoneWords(asked, zone) };
  if (limit === 0) return { refused: 'the limit is 0: somebody has closed the table' };
  const growth = growthOf(evidence);
  if (!isFilling(evidence, growth, settings)) return { refused: notFilling(evidence) };
  const byMemory = limitByMemory(evidence, settings.memory_share);
  const raised = raisedLimit({ limit, connections: evidence.connections, growth }, { ...settings, byMemory });
  if (typeof raised !== 'number') return raised;
  const stay =
    full_zones.length === 0 ? '' : `; full by limits of their own, and so they stay: ${zoneList(full_zones)}`;
  const step = (value: number, expected: number) => ({ kind: 'ovs-ct-maxconns', args: { socket, value, expected } });
  return {
    summary: `raise the limit of connections of the userspace datapath from ${limit} to ${raised}, until ovs-vswitchd ends: ${usageWords(evidence)}${growth > 0 ? `, growing by ${growth.toFixed(1)} a second` : ''}${stay}`,
    steps: [step(raised, limit)],
    expects: `dpctl/ct-get-maxconns is ${raised}, the table is less than ${percent(settings.below)} full and conntrack_full does not rise`,
    undo: [step(limit, raised)],
    witness: witnessOf(evidence, growth, settings),
  };
}

/** Connections that found no room would have been in the table too. */
export function growthOf({ connections, connections_before, rejected, seconds }: OvsConntrackEvidence): number {
  return Math.max(0, connections - connections_before + rejected) / seconds;
}

export function usageWords({ connections, limit }: OvsConntrackEvidence): string {
  const share = limit === 0 ? '' : `${percent(connections / limit)} full `;
  return `the table is ${share}(${connections} of ${limit})`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function isFilling(evidence: OvsConntrackEvidence, growth: number, { full_from }: OvsConntrackLimitSettings): boolean {
  const { connections, limit, rejected } = evidence;
  return rejected > 0 || connections >= limit * full_from || (limit - connections) / growth <= SOON;
}

function notFilling(evidence: OvsConntrackEvidence): string {
  const { full_zones, rejected_by_zones } = evidence;
  const words = `the limit is not in the way: ${usageWords(evidence)} and refused nothing`;
  if (full_zones.length === 0 && rejected_by_zones === 0) return words;
  const which = full_zones.length === 0 ? 'zones' : zoneList(full_zones);
  return `${words}; what is full are limits of zones, which no limit of the table helps: ${which} (dpctl/ct-set-limits)`;
}

function zoneWords(asked: string, zone: ZoneEvidence | null): string {
  if (zone === null) return `zone ${asked} has no limit of its own any more`;
  return `${zoneList([zone])} is at a limit of its own, which no limit of the table helps: raise it (dpctl/ct-set-limits) or talk to its owner`;
}

/** `zone 5 (100 of 100)` */
function zoneList(zones: readonly ZoneEvidence[]): string {
  return zones.map(({ zone, connections, limit }) => `zone ${zone} (${connections} of ${limit})`).join(', ');
}

function witnessOf(evidence: OvsConntrackEvidence, growth: number, settings: OvsConntrackLimitSettings): Witness {
  const { rejected, seconds, connections, limit } = evidence;
  if (rejected > 0) {
    const words = `the table refused ${rejected} connections within ${formatDuration(seconds)}`;
    return { name: 'coverage conntrack_full', agrees: true, words };
  }
  const agrees = isFilling(evidence, growth, settings);
  const left = growth > 0 ? `, full in ${formatDuration(Math.round((limit - connections) / growth))}` : '';
  return { name: "the daemon's own count, taken twice", agrees, words: `${usageWords(evidence)}${left}` };
}
