import { numberOf } from '../../promql/syntax/literals.ts';
import type { Template, TemplateData } from '../rule.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp } from './humanize.ts';
import { printf } from './printf.ts';
import { TemplateError } from './template-error.ts';

/** Text, or a number until it is written. */
type Piece = string | number;
type Step = (data: TemplateData, before: Piece | undefined) => Piece;

// {{ … }} with a dash where the space beside it is to go
const ACTION = /\{\{(-?)\s*([\s\S]*?)\s*(-?)\}\}/g;

/**
 * Makes a template of Prometheus's ready (prometheus.io/docs/prometheus/latest/configuration/template_reference): labels and
 * the value, alone or through functions of one value and `printf`. Throws a TemplateError for anything else: queries,
 * conditions, loops, variables, external labels.
 */
export function compileTemplate(text: string): Template {
  const parts: Step[] = [];
  let end = 0;
  let trimNext = false;
  const literal = (raw: string, trimEnd: boolean) => {
    const start = trimNext ? raw.trimStart() : raw;
    const fixed = trimEnd ? start.trimEnd() : start;
    if (fixed !== '') parts.push(() => fixed);
  };
  for (const match of text.matchAll(ACTION)) {
    const [whole, trimBefore, inside = '', trimAfter] = match;
    literal(text.slice(end, match.index), trimBefore === '-');
    parts.push(pipeline(inside));
    end = match.index + whole.length;
    trimNext = trimAfter === '-';
  }
  const rest = text.slice(end);
  if (rest.includes('{{')) throw new TemplateError('a {{ is not closed by }}');
  literal(rest, false);
  return (data) => parts.map((part) => written(part(data, undefined))).join('');
}

// "text" `text` | word, $labels.name, 1.5 |
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|[|()]|[^\s|()]+)/g;

function pipeline(inside: string): Step {
  if (inside === '') throw new TemplateError('an empty {{ }}');
  if (inside.startsWith('/*')) return () => '';
  const commands: string[][] = [[]];
  for (const [, token = ''] of inside.matchAll(TOKEN)) {
    if (token === '|') commands.push([]);
    else commands.at(-1)?.push(token);
  }
  const steps = commands.map(command);
  return (data, before) => steps.reduce<Piece | undefined>((value, step) => step(data, value), before) ?? '';
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

function command([name = '', ...words]: readonly string[]): Step {
  if (name === '') throw new TemplateError('a | with nothing beside it');
  const isOperand = /^["`$.(\d+-]/.test(name);
  if (isOperand) {
    if (words.length > 0) throw new TemplateError(`${name} takes no arguments`);
    const value = operand(name);
    return (data, before) => {
      if (before !== undefined) throw new TemplateError(`${name} can't be given a value`);
      return value(data);
    };
  }
  const args = words.map(operand);
  const all = (data: TemplateData, before: Piece | undefined) => [
    ...args.map((arg) => arg(data)),
    ...(before === undefined ? [] : [before]),
  ];
  if (name === 'printf') {
    return (data, before) => {
      const [format = '', ...values] = all(data, before);
      return printf(String(format), values);
    };
  }
  const number = Object.hasOwn(ofNumber, name) ? ofNumber[name] : undefined;
  if (number !== undefined) return (data, before) => number(toNumber(only(name, all(data, before))));
  const text = Object.hasOwn(ofText, name) ? ofText[name] : undefined;
  if (text !== undefined) return (data, before) => text(written(only(name, all(data, before))));
  throw new TemplateError(
    `${name} is not supported; possible are $labels.<name>, $value, printf, ${[...Object.keys(ofNumber), ...Object.keys(ofText)].join(', ')}`,
  );
}

function only(name: string, values: readonly Piece[]): Piece {
  const [value] = values;
  if (value === undefined || values.length !== 1)
    throw new TemplateError(`${name} takes one value, found ${values.length}`);
  return value;
}

function operand(token: string): (data: TemplateData) => Piece {
  if (token === '$value' || token === '.Value') return ({ value }) => value;
  const label = /^(?:\$labels|\.Labels)\.([a-zA-Z_][a-zA-Z0-9_]*)$/.exec(token)?.[1];
  if (label !== undefined) return ({ labels }) => labels.get(label) ?? '';
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
function written(value: Piece): string {
  return typeof value === 'string' ? value : printf('%v', [value]);
}
