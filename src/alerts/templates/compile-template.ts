import { pipeline, type Scope, written } from './pipeline.ts';
import type { Template } from './template.ts';
import { TemplateError } from './template-error.ts';

type Part = (scope: Scope) => string;
/** Fixed text, or what stands between `{{` and `}}`. */
type Piece = { readonly literal: string } | { readonly action: string };

// {{ … }} with a dash where the space beside it is to go
const ACTION = /\{\{(-(?=\s))?\s*([\s\S]*?)\s*((?<=\s)-)?\}\}/g;

/**
 * Makes a template of Prometheus's ready (prometheus.io/docs/prometheus/latest/configuration/template_reference): labels
 * and the value, alone or through functions of one value and `printf`, and `if`, `with`, `else`. Throws a TemplateError for
 * anything else: queries, loops, comparisons, variables, external labels.
 */
export function compileTemplate(text: string): Template {
  const reader = { pieces: piecesOf(text), next: 0 };
  const { parts, end } = block(reader, false);
  if (end !== undefined) throw new TemplateError(`{{ ${end} }} without an if or with before it`);
  return (data) => filled(parts, data);
}

/** The same, but made ready when it is filled in for the first time, and complained of then: most alerts never fire. */
export function templateWhenNeeded(text: string): Template {
  let ready: Template | undefined;
  return (data) => {
    ready ??= compileTemplate(text);
    return ready(data);
  };
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimNext = false;
  const literal = (raw: string, trimEnd: boolean) => {
    const start = trimNext ? raw.trimStart() : raw;
    pieces.push({ literal: trimEnd ? start.trimEnd() : start });
  };
  for (const match of text.matchAll(ACTION)) {
    const [whole, trimBefore, action = '', trimAfter] = match;
    literal(text.slice(at, match.index), trimBefore !== undefined);
    if (!action.startsWith('/*')) pieces.push({ action });
    at = match.index + whole.length;
    trimNext = trimAfter !== undefined;
  }
  const rest = text.slice(at);
  if (rest.includes('{{')) throw new TemplateError('a {{ is not closed by }}');
  literal(rest, false);
  return pieces;
}

type Reader = { readonly pieces: readonly Piece[]; next: number };

/** Parts up to the end of the text, or to the `else` or `end` that belongs to what is around. */
function block(
  reader: Reader,
  isWithin: boolean,
): { readonly parts: readonly Part[]; readonly end: string | undefined } {
  const parts: Part[] = [];
  for (let piece = reader.pieces[reader.next++]; piece !== undefined; piece = reader.pieces[reader.next++]) {
    if ('literal' in piece) {
      const { literal } = piece;
      if (literal !== '') parts.push(() => literal);
      continue;
    }
    const { action } = piece;
    if (action === 'end' || action === 'else') return { parts, end: action };
    const [, word, condition] = /^(if|with)\s([\s\S]*)$/.exec(action) ?? [];
    if (word !== undefined && condition !== undefined) parts.push(choice(reader, word, condition.trim(), isWithin));
    else {
      const fill = pipeline(action, isWithin);
      parts.push((scope) => written(fill(scope)));
    }
  }
  return { parts, end: undefined };
}

/** As Go: empty text and the number 0 are false. */
function choice(reader: Reader, word: string, condition: string, isWithin: boolean): Part {
  const test = pipeline(condition, isWithin);
  const isWith = word === 'with';
  const then = block(reader, isWith || isWithin);
  const otherwise = then.end === 'else' ? block(reader, isWithin) : { parts: [], end: then.end };
  if (otherwise.end !== 'end') throw new TemplateError(`{{ ${word} ${condition} }} has no {{ end }}`);
  return (scope) => {
    const dot = test(scope);
    if (dot === '' || dot === 0) return filled(otherwise.parts, scope);
    return filled(then.parts, isWith ? { ...scope, dot } : scope);
  };
}

function filled(parts: readonly Part[], scope: Scope): string {
  return parts.map((part) => part(scope)).join('');
}
