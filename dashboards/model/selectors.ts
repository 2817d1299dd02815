import type { Board } from './board.ts';
import { parsed, selectorsOf } from './parts.ts';

const HOST: Readonly<Record<Board['scope'], string>> = {
  host: 'job="$job",instance="$instance"',
  fleet: 'job=~"$job"',
};

/**
 * The expression about the chosen host only: `rate(x{a="b"}[5m])` becomes `rate(x{job="$job",instance="$instance",a="b"}[5m])`,
 * so that no selector can forget it. Throws a PromqlError for what is no expression.
 */
export function ofHost(text: string, scope: Board['scope']): string {
  const places = selectorsOf(parsed(text)).map(({ at, name }) => {
    if (name === undefined) throw new Error(`a selector without the name of a metric in ${text}`);
    return at + name.length;
  });
  return places
    .toSorted((a, b) => b - a)
    .reduce((now, place) => {
      const rest = now.slice(place);
      const more = /^\{\s*(?!\})/.exec(rest);
      if (more !== null) return `${now.slice(0, place)}{${HOST[scope]},${rest.slice(more[0].length)}`;
      return `${now.slice(0, place)}{${HOST[scope]}}${rest.replace(/^\{\s*\}/, '')}`;
    }, text);
}
