/** Where a setting was given: in a file (line and column from one, 0 when unknown) or in an environment variable. */
export type ConfigPlace =
  | { readonly file: string; readonly line: number; readonly column: number }
  | { readonly variable: string };

export type ConfigProblem = {
  readonly place: ConfigPlace;
  /** `collectors.conntrack.interval`; empty when the file as a whole is meant. */
  readonly path: string;
  /** What was expected, and what was found. */
  readonly message: string;
};

/** The configuration can't be used. Names everything that is wrong with it at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const inOrder = problems.toSorted(byPlace);
    const more = problems.length - MOST_SHOWN;
    const lines = inOrder.slice(0, MOST_SHOWN).map(describeProblem);
    super([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'), options);
    this.problems = inOrder;
  }
}

const MOST_SHOWN = 20;

/** File by file, as they stand there; those of the environment behind them. */
function byPlace({ place: a }: ConfigProblem, { place: b }: ConfigProblem): number {
  if ('variable' in a || 'variable' in b) return Number('variable' in a) - Number('variable' in b);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** `agent.yaml:3:13: interval: expected …`, or `NETSTEWARD_INTERVAL: expected …`. */
export function describeProblem({ place, path, message }: ConfigProblem): string {
  if ('variable' in place) return `${place.variable}: ${message}`;
  const position = place.line > 0 ? `:${place.line}:${place.column}` : '';
  return `${place.file}${position}: ${path === '' ? '' : `${path}: `}${message}`;
}
