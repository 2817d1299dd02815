import { perSecond } from '../../bonding/assess/standby.ts';
import type { MemberEvidence } from '../../bonding/evidence.ts';
import type { Witness } from '../action.ts';
import type { FailoverSettings } from './settings.ts';

/**
 * Whether the active link fails and the standby does not, by something else than the alert: neighbours that answer behind
 * the one and not behind the other, errors that rise at the one alone, or an LACP partner that only the one has lost.
 */
export function witnessOf(active: MemberEvidence, standby: MemberEvidence, settings: FailoverSettings): Witness {
  const name = 'path, errors and LACP of both links';
  if (active.path === 'dead' && standby.path === 'alive') {
    return {
      name,
      agrees: true,
      words: `behind ${active.name} ${active.path_words}, behind ${standby.name} ${standby.path_words}`,
    };
  }
  if (active.path === 'dead' && standby.path === 'unknown') {
    return {
      name,
      agrees: false,
      words: `behind ${active.name} ${active.path_words}, and behind ${standby.name} nobody could be asked: ${standby.path_words}`,
    };
  }
  const [errors, theirs] = [active.errors_per_second ?? 0, standby.errors_per_second ?? 0];
  if (errors >= settings.error_rate && theirs < settings.error_rate) {
    return {
      name,
      agrees: true,
      words: `${active.name} has ${perSecond(errors)} errors a second, ${standby.name} ${perSecond(theirs)}`,
    };
  }
  if (isLost(active) && standby.lacp === 'current') {
    return {
      name,
      agrees: true,
      words: `${active.name} does not hear its LACP partner (${active.lacp}), ${standby.name} does`,
    };
  }
  return {
    name,
    agrees: false,
    words: `${active.name} does not fail: path ${active.path} (${active.path_words}), ${perSecond(errors)} errors a second`,
  };
}

function isLost({ lacp }: MemberEvidence): boolean {
  return lacp !== null && lacp !== 'current';
}
