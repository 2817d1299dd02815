import type { Expr, Selector } from '../../src/promql/syntax/ast.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';

/** Grafana's own variables, and durations as long as their names: whatever is found in the text stays where it was. */
const DURATIONS: readonly (readonly [RegExp, string])[] = [
  [/\$__rate_interval\b/g, '4m'],
  [/\$__range\b/g, '1h'],
  [/\$__interval\b/g, '1m'],
];

/** An expression as Prometheus would get it, of the same length: durations in place of Grafana's variables for them. */
export function withDurations(text: string): string {
  return DURATIONS.reduce(
    (now, [variable, duration]) => now.replace(variable, (name) => duration.padEnd(name.length, ' ')),
    text,
  );
}

export function parsed(text: string): Expr {
  return parseExpr(withDurations(text));
}

/** Every selector in an expression, in the order in which they are written. */
export function selectorsOf(expr: Expr): readonly Selector[] {
  switch (expr.kind) {
    case 'selector':
      return [expr];
    case 'range':
      return [expr.selector];
    case 'subquery':
    case 'unary':
    case 'paren':
      return selectorsOf(expr.expr);
    case 'call':
      return expr.args.flatMap(selectorsOf);
    case 'aggregate':
      return [...(expr.param === undefined ? [] : selectorsOf(expr.param)), ...selectorsOf(expr.expr)];
    case 'binary':
      return [...selectorsOf(expr.left), ...selectorsOf(expr.right)];
    default:
      return [];
  }
}
