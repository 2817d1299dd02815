import type { GuestPlacement } from '../../../collectors/placement/audit/model.ts';
import { declaredText } from '../../../collectors/placement/tell/states.ts';
import { formatNumbers } from '../../../core/number-list.ts';

export type Verdict = { readonly text: string; readonly colour: 'green' | 'yellow' | 'red' | 'gray' };

/** A guest's placement in a word or two: what is declared decides whether it is right. */
export function verdictOf(guest: GuestPlacement): Verdict {
  const { deviations, findings, nodes } = guest;
  const declared = declaredText(guest.expected);
  if (deviations !== undefined && deviations.length > 0)
    return { text: guest.expected === 'cross' ? 'NOT cross-NUMA' : `NOT on ${declared}`, colour: 'red' };
  const where = whereIs(guest);
  if (nodes === undefined) return { text: where, colour: 'gray' };
  if (declared !== null) return { text: `${where}, as declared`, colour: 'green' };
  return { text: where, colour: findings.length === 0 && nodes.length < 2 ? 'green' : 'yellow' };
}

function whereIs({ nodes, cpus }: GuestPlacement): string {
  if (nodes === undefined || nodes.length === 0) return 'not known';
  if (nodes.length === 1) return `node ${formatNumbers(nodes)}`;
  const isAfloat = cpus !== undefined && (cpus.floating > 0 || (cpus.isOfProcess && cpus.nodes.length > 1));
  return isAfloat ? 'afloat' : 'cross-NUMA';
}
