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
export function ownershipGuard(
  question: Pick<Question, 'settings' | 'owners' | 'limits' | 'history' | 'global'>,
): Verdict {
  const { settings, owners, limits, history, global } = question;
  const contested = settings.find(({ name }) => history.reverts(name) >= global.contested_after);
  if (contested !== undefined) {
    const times = history.reverts(contested.name);
    return no(
      'ownership',
      `${contested.name} is contested: what was set here was changed back ${times} times; netsteward actions resume lets it be tried again`,
    );
  }
  const insisting = owners.filter(({ insists }) => insists);
  const words = insisting.map((one) => one.words).join('; ');
  if (insisting.length === 0) return yes('ownership', wordsOf(owners));
  if (limits.owners === 'go-on') return yes('ownership', `goes on in spite of others, as configured: ${words}`);
  return no('ownership', words);
}

function wordsOf(owners: Question['owners']): string {
  if (owners.length === 0) return 'nobody else is known to set it';
  return `others set it too, but not while they run: ${owners.map(({ words }) => words).join('; ')}`;
}
