import type { ActionStatus } from '../model/status.ts';
import { type Child, el } from './elements.ts';
import type { StoryEntry } from './server.ts';
import { clockText } from './times.ts';

/** The story of a decision: its entries in the journal, then its fields. */
export function storyParts({ fields }: ActionStatus, entries: readonly StoryEntry[]): readonly HTMLElement[] {
  const told = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  return [
    el('ol', { class: 'story' }, ...entries.map(entryItem)),
    el(
      'dl',
      { class: 'fields' },
      ...told.flatMap(([name, value]) => [el('dt', {}, name.replaceAll('_', ' ')), el('dd', {}, String(value))]),
    ),
  ];
}

function entryItem({ at, entry }: StoryEntry): HTMLElement {
  const { plan, verdicts = [], words } = entry;
  return el(
    'li',
    {},
    el('time', { datetime: new Date(at).toISOString() }, clockText(at)),
    el(
      'div',
      {},
      el('p', {}, el('b', {}, headOf(entry)), words === undefined || words === '' ? undefined : ` ${words}`),
      plan === undefined ? undefined : el('p', {}, `${plan.summary}; expected: ${plan.expects}`),
      verdicts.length === 0 ? undefined : verdictList(verdicts),
    ),
  );
}

/** `decided: waiting`, `approved by alice over HTTP`, `step 1 done`. */
function headOf({ what, outcome, answer, by, phase, undo, index }: StoryEntry['entry']): string {
  if (what === 'answered') return `${answer} by ${by}`;
  if (what === 'step') return `${undo === true ? 'undo step' : 'step'} ${(index ?? 0) + 1} ${phase}`;
  return outcome === undefined ? what : `${what}: ${outcome}`;
}

/** Guards that say no stand first: they are why. */
function verdictList(verdicts: NonNullable<StoryEntry['entry']['verdicts']>): Child {
  const sorted = [...verdicts].sort((a, b) => Number(b.says === 'no') - Number(a.says === 'no'));
  return el(
    'ul',
    { class: 'verdicts' },
    ...sorted.map(({ guard, says, words }) => el('li', {}, `${guard} says ${says}${words === '' ? '' : `: ${words}`}`)),
  );
}
