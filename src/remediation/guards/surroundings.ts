import { no, type Verdict, yes } from './guard.ts';
import type { Question } from './question.ts';

/** Whether anything else is being done to the same object, or too much on this host. */
export function concurrencyGuard({ holds, held, global }: Pick<Question, 'holds' | 'held' | 'global'>): Verdict {
  for (const one of holds) {
    const by = held.get(one);
    if (by !== undefined) return no('concurrency', `${one} is being acted upon (${by})`);
  }
  const running = new Set(held.values()).size;
  if (running < global.concurrency) return yes('concurrency', `${running} of ${global.concurrency} are going on`);
  return no('concurrency', `${running} are going on, and no more than ${global.concurrency} may`);
}

export function maintenanceGuard({ maintenance, outside }: Pick<Question, 'maintenance' | 'outside'>): Verdict {
  if (maintenance !== undefined) return no('maintenance', `people are at work: ${maintenance}`);
  if (outside !== undefined) return no('maintenance', outside);
  return yes('maintenance', 'no maintenance window is open');
}

export function killSwitchGuard({ stops }: Pick<Question, 'stops'>): Verdict {
  return stops.length === 0 ? yes('kill_switch', 'nobody has stopped it') : no('kill_switch', stops.join('; '));
}

/** Nothing is done of which no record could be kept. */
export function journalGuard({ journalTrouble }: Pick<Question, 'journalTrouble'>): Verdict {
  if (journalTrouble === undefined) return yes('journal', 'what is done can be recorded');
  return no('journal', `what is done can not be recorded: ${journalTrouble}`);
}
