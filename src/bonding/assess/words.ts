import type { Assessment, Standby } from './assess.ts';

/** Whether a failover would work, in one line. */
export function wordsFor({ ready, active, standbys, found }: Assessment): string {
  const whole = found.filter(({ member }) => member === '').map(({ words }) => words);
  if (whole.length > 0) return `a failover would not work: ${whole.join('; ')}`;
  const from = active?.name ?? 'none';
  if (ready === true) return `a failover from ${from} would work: ${standbys.map(standbyWords).join('; ')}`;
  if (ready === false) return `a failover from ${from} would not work: ${standbys.map(standbyWords).join('; ')}`;
  return `whether a failover from ${from} would work is not known: ${standbys.map(standbyWords).join('; ')}`;
}

function standbyWords({ member, found }: Standby): string {
  const against = found.map(({ words }) => words);
  // A dead path says so itself.
  if (member.path !== 'dead') against.push(member.path === 'alive' ? member.path_words : `path: ${member.path_words}`);
  return `${member.name}: ${against.join(', ')}`;
}
