import type { Assessment } from '../../bonding/assess/assess.ts';
import { wordsFor } from '../../bonding/assess/words.ts';
import type { BondEvidence, MemberEvidence } from '../../bonding/evidence.ts';
import { formatDuration } from '../../core/duration.ts';
import type { FailoverSettings } from './settings.ts';

/** A bond that may be turned from one member to another. */
export type Turn = { readonly from: MemberEvidence; readonly to: MemberEvidence };

/** The turn to be made, or why none is, in words that a person can act upon. */
export function turnOf(
  evidence: BondEvidence,
  assessment: Assessment,
  settings: FailoverSettings,
): Turn | { readonly refused: string } {
  const { mode, failed_over_ago: ago } = evidence;
  const { active, best } = assessment;
  if (mode !== 'active-backup') return { refused: `its mode is ${mode}: only a bond in active-backup is turned` };
  if (active === undefined)
    return { refused: 'no member is active, and the bond itself has to choose one: see which can be used' };
  if (active.link === 'down') return { refused: `the link of ${active.name} is down: the bond turns by itself` };
  if (ago !== null && ago < settings.settle) {
    return {
      refused: `it turned ${formatDuration(ago)} ago, and is left alone for ${formatDuration(settings.settle)} after that`,
    };
  }
  if (best === undefined) return { refused: wordsFor(assessment) };
  const back = backByItself(evidence);
  return back === undefined ? { from: active, to: best } : { refused: back };
}

/**
 * Why the bond would go back by itself: its driver does at the next change of any link (bond_choose_primary_or_current
 * in drivers/net/bonding/bond_main.c), Open vSwitch at once (bond_run in ofproto/bond.c).
 */
function backByItself({
  source,
  bond,
  netns,
  active,
  primary,
  primary_reselect: reselect,
}: BondEvidence): string | undefined {
  if (primary === null || primary !== active) return undefined;
  if (source === 'ovs') {
    return `${primary} is the preferred member, to which Open vSwitch goes back at once: choose another one or none (ovs-vsctl remove port ${bond} other_config bond-primary)`;
  }
  if (reselect !== 'always') return undefined;
  const where = netns === '' ? '' : `-n ${netns} `;
  return `${primary} is the primary and primary_reselect is always, so that the bond would go back to it: set it to failure (ip ${where}link set ${bond} type bond primary_reselect failure)`;
}
