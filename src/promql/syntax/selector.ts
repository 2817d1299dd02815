import { METRIC_NAME } from '../labels.ts';
import { type Matcher, matcherOf } from '../matcher.ts';
import type { Selector } from './ast.ts';
import { PromqlError } from './error.ts';
import { unquoted } from './literals.ts';
import { childNamed, type Node } from './nodes.ts';

const ops = ['=', '!=', '=~', '!~'] as const;

/** The selector of a VectorSelector node: `up{job="x"}`, `{"a name", job!~"y.*"}`. */
export function selectorOf(text: string, node: Node, offset: number): Selector {
  const identifier = childNamed(node, 'Identifier');
  const names = identifier === undefined ? [] : [identifier.text];
  const matchers: Matcher[] = [];
  for (const child of childNamed(node, 'LabelMatchers')?.children ?? []) {
    if (child.name === 'QuotedLabelName') names.push(stringOf(text, child));
    else matchers.push(readMatcher(text, child));
  }
  const [name] = names;
  const byName = matchers.filter((matcher) => matcher.name === METRIC_NAME);
  if (names.length > 1 || (name !== undefined && byName.length > 0)) {
    throw new PromqlError(text, node.from, `the metric's name must not be given twice`);
  }
  const exact = byName.find(({ op }) => op === '=')?.value;
  if (name === undefined && matchers.every(({ fits }) => fits(''))) {
    throw new PromqlError(text, node.from, 'a selector needs a name or a matcher that does not fit the empty text');
  }
  const conditions = matchers.map((matcher) => ({ name: matcher.name, op: matcher.op, value: matcher.value }));
  return { kind: 'selector', at: node.from, name: name ?? exact, matchers: conditions, offset };
}

function readMatcher(text: string, node: Node): Matcher {
  const label = childNamed(node, 'LabelName');
  const quoted = childNamed(node, 'QuotedLabelName');
  const name = quoted === undefined ? (label?.text ?? '') : stringOf(text, quoted);
  const sign = childNamed(node, 'MatchOp')?.text;
  const op = ops.find((known) => known === sign);
  const value = node.children.findLast((child) => child.name === 'StringLiteral');
  if (op === undefined || value === undefined) throw new PromqlError(text, node.from, `${node.text} is not a matcher`);
  try {
    return matcherOf(name, op, stringOf(text, value));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new PromqlError(text, value.from, `${value.text} is not a regular expression: ${cause.message}`, { cause });
  }
}

function stringOf(text: string, node: Node): string {
  const value = unquoted(node.text);
  if (value === undefined) throw new PromqlError(text, node.from, `${node.text} has a bad escape`);
  return value;
}
