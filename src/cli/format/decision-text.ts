import { printable } from '../../core/printable.ts';
import type { ShownDecision } from '../../remediation/requests/request.ts';

const MARKS = { yes: 'yes', no: 'NO', unasked: '-' } as const;

/** A decision for a terminal: what, by which steps, and what every guard says. */
export function decisionText({ action, object, mode, words, verdicts, plan }: ShownDecision): string {
  const lines = [`${action} ${object} (mode ${mode})`, `  ${words}`];
  if (plan !== undefined) {
    lines.push('', 'Steps', ...numbered(plan.steps), '', `Expected: ${plan.expects}`, '');
    lines.push(plan.undo.length > 0 ? 'Undone by' : `Can not be undone: ${plan.irreversible ?? 'nothing is changed'}`);
    lines.push(...numbered(plan.undo));
  }
  // Where there is no plan, why there is none is all that there is to say.
  if (plan !== undefined && verdicts.length > 0) {
    const width = Math.max(...verdicts.map(({ guard }) => guard.length));
    lines.push('', 'Guards');
    for (const one of verdicts) lines.push(`  ${MARKS[one.says].padEnd(3)}  ${one.guard.padEnd(width)}  ${one.words}`);
  }
  return `${lines.map(printable).join('\n')}\n`;
}

function numbered(steps: readonly string[]): readonly string[] {
  return steps.map((step, index) => `  ${index + 1}. ${step}`);
}
