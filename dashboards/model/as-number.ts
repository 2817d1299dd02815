import type { Query, Words } from './board.ts';

/**
 * A metric that tells a state in a label (`…_state{state="MASTER"} 1`) as a number, 0 for the first of the states, and
 * what the numbers mean: for timelines.
 * @param matchers further ones, such as `process=~"$process"`
 */
export function asNumber(
  metric: string,
  label: string,
  states: Words,
  { matchers = '', legend = '' }: { readonly matchers?: string; readonly legend?: string },
): { readonly queries: readonly [Query]; readonly words: Words } {
  const each = states.map(([state], number) => {
    const selector = `${metric}{${[matchers, `${label}="${state}"`].filter((part) => part !== '').join(',')}}`;
    return `${number} * ${selector}`;
  });
  return { queries: [{ expr: `max without (${label}) (${each.join(' or ')})`, legend }], words: states };
}
