import type { States } from '../../core/state.ts';
import type { CollectRequest, Reader } from '../collector.ts';
import { compare, type Pairs } from './compare.ts';
import { familiesOf } from './metrics.ts';
import type { AgreementSettings } from './settings.ts';
import { statesOfPairs } from './states.ts';
import { balancersIn, isKnown, OWN, ownViews } from './views.ts';

/**
 * Compares what our own checks hold of members with what balancers do. Reads nothing of the host itself.
 * @param clock milliseconds that never go backwards
 */
export function startAgreement({ after }: AgreementSettings, clock = () => performance.now()): Reader {
  let pairs: Pairs = new Map();
  let states: States = new Map();
  return {
    collect: async ({ others = new Map() }: CollectRequest) => {
      const now = clock();
      const own = others.get(OWN);
      const balancers = balancersIn(others);
      if (own === undefined || own.outcome === 'absent' || balancers.length === 0) {
        pairs = new Map();
        states = new Map();
        return { outcome: 'absent', problems: [], states, families: () => [] };
      }
      pairs = compare(pairs, isKnown(own) ? ownViews(own) : undefined, balancers, now, after * 1000);
      states = statesOfPairs(pairs, states);
      const told = pairs;
      return { outcome: 'ok', problems: [], states, families: () => familiesOf(told, now) };
    },
  };
}
