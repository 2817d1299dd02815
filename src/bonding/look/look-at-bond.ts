import type { Look, Refusal } from '../../actions/action.ts';
import type { BondEvidence } from '../evidence.ts';
import { bondNamed } from '../name.ts';
import type { LookSettings } from '../settings.ts';
import { lookAtKernelBond } from './kernel-bond.ts';
import { lookAtOvsBond } from './ovs-bond.ts';

/** Collectors that a look at a bond needs: that of the bond itself, and of virtual functions where there are any. */
export const lookCollectors = ['bond', 'ovs-bond', 'vf'] as const;

/** Everything that a failover depends on, as it is now. Takes as long as errors are watched and silence is waited for. */
export async function lookAtBond<Settings extends LookSettings>(look: Look<Settings>): Promise<BondEvidence | Refusal> {
  const name = bondNamed(look.target.labels);
  if ('refused' in name) return name;
  return name.source === 'kernel' ? await lookAtKernelBond(name, look) : await lookAtOvsBond(name, look);
}
