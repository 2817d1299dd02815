import { type Matcher, matcherOf } from '../../promql/matcher.ts';

/** `bond=bond0`, `alertname=~"Conntrack.*"`, `severity != info` */
const MATCHER = /^\s*(?<name>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<op>=~|!~|!=|=)\s*(?<value>.*?)\s*$/s;

/** What a matcher has to look like, for messages. */
export const matcherForms = 'a label, one of = != =~ !~ and a value, such as bond=bond0 or alertname=~"Conntrack.*"';

/** Reads a matcher as a person writes it; the value may stand in quotes, as in PromQL. Throws a SyntaxError in words. */
export function readMatcher(text: string): Matcher {
  const { name, op, value } = MATCHER.exec(text)?.groups ?? {};
  if (name === undefined || !isOperator(op) || value === undefined) throw new SyntaxError(`expected ${matcherForms}`);
  return checkedMatcher(name, op, unquoted(value));
}

export function checkedMatcher(name: string, op: Matcher['op'], value: string): Matcher {
  try {
    return matcherOf(name, op, value);
  } catch (error) {
    throw new SyntaxError(`${JSON.stringify(value)} is not a regular expression`, { cause: error });
  }
}

/** Why these matchers must not make a silence; nothing when they may. As in Alertmanager, one has to need a value. */
export function selectorProblem(matchers: readonly Matcher[]): string | undefined {
  if (matchers.length === 0) return 'expected at least one matcher: a silence without any would hold everything';
  if (matchers.some(({ fits }) => !fits(''))) return undefined;
  return 'expected a matcher that needs a value: these would hold everything';
}

function isOperator(op: string | undefined): op is Matcher['op'] {
  return op === '=' || op === '!=' || op === '=~' || op === '!~';
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    const text: unknown = JSON.parse(value);
    if (typeof text === 'string') return text;
  } catch {
    // Told below.
  }
  throw new SyntaxError(`expected a text in quotes, found ${value}`);
}
