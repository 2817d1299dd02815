import { labelsKey } from '../labels.ts';
import type { Expr } from '../syntax/ast.ts';
import { EvaluationError, type Sample } from '../value.ts';

/** The samples, unless two of them have the same labels: dropping the metric's name can bring two series together. */
export function unique(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length < 2) return samples;
  const seen = new Set<string>();
  for (const { labels } of samples) seen.add(labelsKey(labels));
  if (seen.size < samples.length) throw new EvaluationError('vector cannot contain metrics with the same labelset');
  return samples;
}

/**
 * Whether all series that an expression gives differ in more than the metric's name: they then still differ without it, and
 * need not be looked at again in every evaluation.
 */
export function isOfOneMetric(expr: Expr | undefined): boolean {
  switch (expr?.kind) {
    case 'selector':
      return expr.name !== undefined;
    case 'range':
      return expr.selector.name !== undefined;
    case 'aggregate':
      // Some give back series as they are, with their names.
      return !expr.op.endsWith('k') || isOfOneMetric(expr.expr);
    case 'paren':
    case 'unary':
    case 'subquery':
      return isOfOneMetric(expr.expr);
    default:
      return false;
  }
}
