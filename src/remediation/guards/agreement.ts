import { no, type Verdict, yes } from './guard.ts';
import type { Question } from './question.ts';

/** Whether what asks for it still does. */
export function freshnessGuard({ standing }: Pick<Question, 'standing'>): Verdict {
  return standing.holds ? yes('freshness', standing.words) : no('freshness', standing.words);
}

/** Whether somebody else than the alert sees the trouble too. */
export function witnessGuard({ plan: { witness } }: Pick<Question, 'plan'>): Verdict {
  const words = `${witness.name}: ${witness.words}`;
  return witness.agrees ? yes('witness', words) : no('witness', words);
}

/** Whether what is set would stay set, and is nobody else's. */
export function ownershipGuard(question: Pick<Question, 'owners' | 'limits' | 'history' | 'global'>): Verdict {
  const { owners, limits, history, global } = question;
  const contested = [...new Set(owners.map(({ setting }) => setting))].filter(
    (setting) => history.reverts(setting) >= global.contested_after,
  );
  const [first] = contested;
  if (first !== undefined) {
    const times = history.reverts(first);
    return no(
      'ownership',
      `${first} is contested: what was set here was changed back ${times} times; netsteward actions resume lets it be tried again`,
    );
  }
  const insisting = owners.filter(({ insists }) => insists);
  const words = insisting.map((one) => one.words).join('; ');
  if (insisting.length === 0) return yes('ownership', wordsOf(owners));
  if (limits.owners === 'go-on') return yes('ownership', `goes on in spite of others, as configured: ${words}`);
  return no('ownership', words);
}

function wordsOf(owners: Question['owners']): string {
  const others = owners.filter(({ owner }) => owner !== '');
  if (others.length === 0) return 'nobody else is known to set it';
  return `others set it too, but not while they run: ${others.map(({ words }) => words).join('; ')}`;
}
