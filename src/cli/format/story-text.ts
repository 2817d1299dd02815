import { localTime } from '../../core/local-time.ts';
import { printable } from '../../core/printable.ts';
import type { Entry, Written } from '../../remediation/journal/entry.ts';
import { triggerWords } from '../../remediation/trigger.ts';

/** All entries about one decision, as lines for a terminal, in their order. */
export function storyText(written: readonly Written[]): string {
  return `${written.flatMap(linesOf).map(printable).join('\n')}\n`;
}

function linesOf({ at, number, entry }: Written): readonly string[] {
  const time = localTime(new Date(at).toISOString()) ?? '';
  const [first = '', ...rest] = wordsOf(entry);
  return [`${time}  #${number}  ${first}`, ...rest.map((line) => `    ${line}`)];
}

function wordsOf(entry: Entry): readonly string[] {
  switch (entry.what) {
    case 'decided':
      return decided(entry);
    case 'answered':
      return [`${entry.answer} by ${entry.by}${entry.words === '' ? '' : `: ${entry.words}`}`];
    case 'intent':
      return [`begins: ${entry.plan.summary}`, `expected within ${entry.verifyWithin} s: ${entry.plan.expects}`];
    case 'step':
      return [`${entry.undo ? 'undo ' : ''}step ${entry.index + 1} ${entry.phase}: ${entry.words}`];
    case 'closed':
      return [`${entry.outcome}: ${entry.words}`, ...seen(entry.evidence)];
    case 'recovered':
      return [`found open: ${entry.words}`];
    case 'reverted':
      return [`changed by somebody: ${entry.setting} was set to ${entry.ours} and is ${entry.found}`];
    default:
      return [`${entry.what}: ${entry.words}`];
  }
}

function decided({
  action,
  object,
  mode,
  trigger,
  outcome,
  words,
  verdicts,
  plan,
  evidence,
}: Extract<Entry, { what: 'decided' }>) {
  const labels = Object.entries(trigger.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    `${action} ${object}: ${outcome}: ${words}`,
    `asked by ${triggerWords(trigger)} (mode ${mode}): ${labels.join(' ')}`,
    ...seen(evidence),
    ...(plan === undefined ? [] : [`witness ${plan.witness.name}: ${plan.witness.words}`]),
    ...verdicts.map(({ guard, says, words: why }) => `guard ${guard} says ${says}: ${why}`),
  ];
}

function seen(evidence: object | undefined): readonly string[] {
  return evidence === undefined ? [] : [`seen: ${JSON.stringify(evidence)}`];
}
