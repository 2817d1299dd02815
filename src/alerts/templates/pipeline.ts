import { numberOf } from '../../promql/syntax/literals.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp } from './humanize.ts';
import { printf } from './printf.ts';
import type { TemplateData } from './template.ts';
import { TemplateError } from './template-error.ts';

/** Text, or a number until it is written. */
export type Piece = string | number;

/** What a template is filled in with; `dot` is what the innermost `with` around stands for. */
export type Scope = TemplateData & { readonly dot?: Piece };

type Step = (scope: Scope, before: Piece | undefined) => Piece;

// "text" `text` | word, $labels.name, 1.5 |
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|[|()]|[^\s|()]+)/g;

/**
 * Makes what stands between `{{` and `}}` ready: a value, or one that goes through functions.
 * @param isWithin whether it stands in a `with`, where `.` is its value
 */
export function pipeline(inside: string, isWithin: boolean): (scope: Scope) => Piece {
  if (inside === '') throw new TemplateError('an empty {{ }}');
  const commands: string[][] = [[]];
  for (const [, token = ''] of inside.matchAll(TOKEN)) {
    if (token === '|') commands.push([]);
    else commands.at(-1)?.push(token);
  }
  const steps = commands.map((words) => command(words, isWithin));
  return (scope) => steps.reduce<Piece | undefined>((value, step) => step(scope, value), undefined) ?? '';
}

const ofNumber: Readonly<Record<string, (value: number) => string>> = {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
};
const ofText: Readonly<Record<string, (value: string) => string>> = {
  title: (value) => value.replace(/(^|\s)(\S)/g, (_, space: string, letter: string) => space + letter.toUpperCase()),
  toUpper: (value) => value.toUpperCase(),
  toLower: (value) => value.toLowerCase(),
  stripPort: (value) => value.replace(/^\[?([^\]]*?)\]?:\d+$/, '$1'),
  stripDomain: (value) => (/^[\d.:[\]]+$/.test(value) ? value : value.replace(/^([^.:]*)\.[^:]*/, '$1')),
};

function command([name = '', ...words]: readonly string[], isWithin: boolean): Step {
  if (name === '') throw new TemplateError('a | with nothing beside it');
  const isOperand = /^["`$.(\d+-]/.test(name);
  if (isOperand) {
    if (words.length > 0) throw new TemplateError(`${name} takes no arguments`);
    const value = operand(name, isWithin);
    return (scope, before) => {
      if (before !== undefined) throw new TemplateError(`${name} can't be given a value`);
      return value(scope);
    };
  }
  const call = functionOf(name);
  const args = words.map((word) => operand(word, isWithin));
  return (scope, before) => call([...args.map((arg) => arg(scope)), ...(before === undefined ? [] : [before])]);
}

function functionOf(name: string): (values: readonly Piece[]) => Piece {
  if (name === 'printf') return ([format = '', ...values]) => printf(String(format), values);
  const number = Object.hasOwn(ofNumber, name) ? ofNumber[name] : undefined;
  if (number !== undefined) return (values) => number(toNumber(only(name, values)));
  const text = Object.hasOwn(ofText, name) ? ofText[name] : undefined;
  if (text !== undefined) return (values) => text(written(only(name, values)));
  throw new TemplateError(
    `${name} is not supported; possible are $labels.<name>, $value, if, with, printf, ${[...Object.keys(ofNumber), ...Object.keys(ofText)].join(', ')}`,
  );
}

function only(name: string, values: readonly Piece[]): Piece {
  const [value] = values;
  if (value === undefined || values.length !== 1)
    throw new TemplateError(`${name} takes one value, found ${values.length}`);
  return value;
}

function operand(token: string, isWithin: boolean): (scope: Scope) => Piece {
  if (token === '.' && isWithin) return ({ dot = '' }) => dot;
  if (token === '$value' || (token === '.Value' && !isWithin)) return ({ value }) => value;
  const [, root = '', label] = /^(\$labels|\.Labels)\.([a-zA-Z_][a-zA-Z0-9_]*)$/.exec(token) ?? [];
  if (label !== undefined && !(isWithin && root === '.Labels')) return ({ labels }) => labels.get(label) ?? '';
  if (token.startsWith('`')) {
    const raw = token.slice(1, -1);
    return () => raw;
  }
  if (token.startsWith('"')) {
    const quoted = unquote(token);
    return () => quoted;
  }
  const number = numberOf(token);
  if (number !== undefined) return () => number;
  throw new TemplateError(`${token} is not supported; possible are $labels.<name>, $value, texts and numbers`);
}
function unquote(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch (cause) {
    throw new TemplateError(`${token} is not a text`, { cause });
  }
}

function toNumber(value: Piece): number {
  if (typeof value === 'number') return value;
  const number = numberOf(value);
  if (number === undefined) throw new TemplateError(`${JSON.stringify(value)} is not a number`);
  return number;
}

/** A number as Go prints it by default: `%v`. */
export function written(value: Piece): string {
  return typeof value === 'string' ? value : printf('%v', [value]);
}
