import type { Expr, Grouping, Matching } from './ast.ts';
import { assemble, linksOf, modifiersOf } from './chain.ts';
import { checkTypes } from './check-types.ts';
import { PromqlError } from './error.ts';
import { durationMs, numberOf, unquoted } from './literals.ts';
import { childNamed, type Node, nodesOf } from './nodes.ts';
import { selectorOf } from './selector.ts';

/**
 * Reads an expression (prometheus.io/docs/prometheus/latest/querying/basics). Throws a PromqlError with line and column for
 * anything that Prometheus would refuse too, and for what is not supported here: `@`, native histograms and whatever
 * Prometheus calls experimental.
 */
export function parseExpr(text: string): Expr {
  const expr = createReader(text)(nodesOf(text));
  checkTypes(text, expr);
  return expr;
}

const REFUSED: Readonly<Record<string, string>> = {
  StepInvariantExpr: 'the @ modifier is not supported',
  AnchoredExpr: 'the modifier anchored is experimental and not supported',
  SmoothedExpr: 'the modifier smoothed is experimental and not supported',
};

function createReader(text: string): (node: Node) => Expr {
  const fail = (node: Node, what: string): never => {
    throw new PromqlError(text, node.from, what);
  };

  const operand = (node: Node): Expr => {
    const at = node.from;
    switch (node.name) {
      case 'NumberDurationLiteral':
        return { kind: 'number', at, value: scalarOf(node.text) ?? fail(node, `${node.text} is not a number`) };
      case 'StringLiteral':
        return { kind: 'string', at, value: unquoted(node.text) ?? fail(node, `${node.text} has a bad escape`) };
      case 'VectorSelector':
        return selectorOf(text, node, 0);
      case 'ParenExpr':
        return { kind: 'paren', at, expr: read(node.children[0] ?? node) };
      case 'FunctionCall':
        return { kind: 'call', at, name: node.children[0]?.text ?? '', args: argumentsOf(node) };
      case 'AggregateExpr':
        return aggregate(node);
      default:
        return fail(node, REFUSED[node.name] ?? `${node.text} is not supported`);
    }
  };

  const read = (node: Node): Expr =>
    assemble<Expr>(linksOf(node), {
      operand: (one, suffixes) => suffixes.reduce((expr, suffix) => withSuffix(text, expr, suffix), operand(one)),
      prefix: (op, at, expr) => ({ kind: 'unary', at, op, expr }),
      operator: (op, of, left, right) => {
        const { bool, matching, fill } = modifiersOf(of);
        if (fill !== undefined) fail(fill, 'the modifier fill is experimental and not supported');
        return { kind: 'binary', at: left.at, op, left, right, bool, matching: matchingOf(text, matching) };
      },
    });

  const argumentsOf = (node: Node) => (childNamed(node, 'FunctionCallBody')?.children ?? []).map(read);

  const aggregate = (node: Node): Expr => {
    const op = childNamed(node, 'AggregateOp');
    const modifier = childNamed(node, 'AggregateModifier');
    const args = argumentsOf(node);
    const expr = args.at(-1) ?? fail(node, `${op?.text} needs an expression`);
    if (args.length > 2) fail(node, `${op?.text} takes at most 2 arguments, found ${args.length}`);
    const grouping: Grouping = {
      mode: modifier !== undefined && childNamed(modifier, 'Without') !== undefined ? 'without' : 'by',
      labels: modifier === undefined ? [] : labelNames(text, modifier),
    };
    const param = args.length === 2 ? args[0] : undefined;
    return { kind: 'aggregate', at: node.from, op: op?.text.toLowerCase() ?? '', param, expr, grouping };
  };

  return read;
}

/** A selector or subquery with what stands behind it: `[5m]`, `[5m:1m]`, `offset 1h`. */
function withSuffix(text: string, expr: Expr, suffix: Node): Expr {
  const fail = (what: string): never => {
    throw new PromqlError(text, expr.at, what);
  };
  if (suffix.name === 'OffsetExpr') {
    const offset = signedDuration(text, childNamed(suffix, 'OffsetDurationExpr') ?? suffix);
    if (expr.kind === 'selector' && expr.offset === 0) return { ...expr, offset };
    if (expr.kind === 'subquery' && expr.offset === 0) return { ...expr, offset };
    if (expr.kind === 'range' && expr.selector.offset === 0) return { ...expr, selector: { ...expr.selector, offset } };
    return fail('offset has to follow a selector or a subquery, once');
  }
  const [, range = suffix, step] = suffix.children;
  if (suffix.name === 'SubqueryExpr') {
    return {
      kind: 'subquery',
      at: expr.at,
      expr,
      range: positive(text, range),
      step: step === undefined ? undefined : positive(text, step),
      offset: 0,
    };
  }
  if (expr.kind !== 'selector' || expr.offset !== 0) return fail('a range has to follow a selector, before any offset');
  return { kind: 'range', at: expr.at, selector: expr, range: positive(text, range) };
}

/** A duration as a number is its seconds. */
function scalarOf(text: string): number | undefined {
  const number = numberOf(text);
  if (number !== undefined) return number;
  const duration = durationMs(text);
  return duration === undefined ? undefined : duration / 1000;
}

function positive(text: string, node: Node): number {
  const found = signedDuration(text, node);
  if (found <= 0) throw new PromqlError(text, node.from, 'a duration has to be longer than 0');
  return found;
}

/** Milliseconds of `5m`, `-1h` or a number of seconds. */
function signedDuration(text: string, node: Node): number {
  const bare = node.text.replaceAll(/\s/g, '');
  const sign = bare.startsWith('-') ? -1 : 1;
  const unsigned = bare.replace(/^[+-]/, '');
  const found = durationMs(unsigned) ?? seconds(unsigned);
  if (found === undefined) {
    throw new PromqlError(text, node.from, `expected a duration like 5m or 1h30m, found ${node.text}`);
  }
  return sign * found;
}

function seconds(text: string): number | undefined {
  const number = numberOf(text);
  return number === undefined || !Number.isFinite(number) ? undefined : Math.trunc(number * 1000);
}

function labelNames(text: string, node: Node): readonly string[] {
  const listed = childNamed(node, 'GroupingLabels')?.children ?? [];
  return listed.map((label) => {
    const name = label.name === 'QuotedLabelName' ? unquoted(label.text) : label.text;
    if (name === undefined || name === '')
      throw new PromqlError(text, label.from, `${label.text} is not a label's name`);
    return name;
  });
}

function matchingOf(text: string, clause: Node | undefined): Matching {
  if (clause === undefined) return { mode: 'ignoring', labels: [], many: undefined, include: [] };
  const group = clause.children.findIndex(({ name }) => name === 'GroupLeft' || name === 'GroupRight');
  const head = { ...clause, children: group < 0 ? clause.children : clause.children.slice(0, group) };
  const tail = { ...clause, children: group < 0 ? [] : clause.children.slice(group) };
  const sides = { GroupLeft: 'left', GroupRight: 'right' } as const;
  const side = tail.children[0]?.name;
  return {
    mode: childNamed(clause, 'On') === undefined ? 'ignoring' : 'on',
    labels: labelNames(text, head),
    many: side === 'GroupLeft' || side === 'GroupRight' ? sides[side] : undefined,
    include: labelNames(text, tail),
  };
}
