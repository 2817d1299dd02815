import { type Labels, labelsOf, METRIC_NAME, NO_LABELS } from '../labels.ts';
import type { Expr } from '../syntax/ast.ts';

/** The labels that a series would have to have: those a selector asks for by `=`, each only if it is asked for once. */
export function labelsOfAbsent(expr: Expr): Labels {
  if (expr.kind === 'paren') return labelsOfAbsent(expr.expr);
  if (expr.kind === 'range') return labelsOfAbsent(expr.selector);
  if (expr.kind !== 'selector') return NO_LABELS;
  const { matchers } = expr;
  return labelsOf(
    matchers
      .filter(
        ({ name, op }) => op === '=' && name !== METRIC_NAME && matchers.filter((m) => m.name === name).length === 1,
      )
      .map(({ name, value }) => [name, value]),
  );
}
