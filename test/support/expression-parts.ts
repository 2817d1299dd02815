import type { Expr, Grouping, Matching, Selector } from '../../src/promql/syntax/ast.ts';

/** Everything in an expression, itself first. */
export function partsOf(expr: Expr): readonly Expr[] {
  return [expr, ...innerOf(expr).flatMap(partsOf)];
}

export function selectorsIn(expr: Expr): readonly Selector[] {
  return partsOf(expr).flatMap((part) => {
    if (part.kind === 'selector') return [part];
    return part.kind === 'range' ? [part.selector] : [];
  });
}

/** The label lists of operators and aggregations, as far as something is said about labels. */
export function matchingLists(expr: Expr): readonly (Grouping | Matching)[] {
  return partsOf(expr).flatMap((part): readonly (Grouping | Matching)[] => {
    if (part.kind === 'aggregate') return [part.grouping];
    if (part.kind !== 'binary') return [];
    return part.matching.mode === 'ignoring' && part.matching.labels.length === 0 ? [] : [part.matching];
  });
}

function innerOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'subquery':
    case 'unary':
    case 'paren':
      return [expr.expr];
    case 'call':
      return expr.args;
    case 'aggregate':
      return expr.param === undefined ? [expr.expr] : [expr.param, expr.expr];
    case 'binary':
      return [expr.left, expr.right];
    default:
      return [];
  }
}
