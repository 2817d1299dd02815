import { withoutName } from '../labels.ts';
import type { ArithmeticOp, Binary, ComparisonOp } from '../syntax/ast.ts';
import type { Sample, Value } from '../value.ts';
import { calculate, combine, compare, isArithmetic } from './binary-values.ts';
import { setOperation, vectorMatcher } from './match.ts';
import { type Plan, scalarOf, vectorOf } from './moment.ts';
import { isOfOneMetric, unique } from './unique.ts';

export function binaryPlan(expr: Binary, left: Plan, right: Plan): Plan {
  const { op, bool, matching } = expr;
  if (op === 'and' || op === 'or' || op === 'unless') {
    const operation = setOperation(op, matching);
    return (moment) => ({
      type: 'vector',
      samples: unique(operation(vectorOf(left(moment)), vectorOf(right(moment)))),
    });
  }
  const matcher = vectorMatcher({ ...expr, op });
  const withScalar = scalarMatcher(op, bool);
  const checked = isOfOneMetric(expr.left) || isOfOneMetric(expr.right) ? unchecked : vector;
  return (moment) => {
    const a = left(moment);
    const b = right(moment);
    if (a.type === 'scalar' && b.type === 'scalar') return { type: 'scalar', value: ofScalars(op, a.value, b.value) };
    if (a.type === 'vector' && b.type === 'vector') return vector(matcher(a.samples, b.samples));
    if (a.type === 'vector') return checked(withScalar(a.samples, scalarOf(b), false));
    return checked(withScalar(vectorOf(b), scalarOf(a), true));
  };
}

const vector = (samples: readonly Sample[]): Value => ({ type: 'vector', samples: unique(samples) });
const unchecked = (samples: readonly Sample[]): Value => ({ type: 'vector', samples });

/** Between two numbers a comparison always has `bool`. */
function ofScalars(op: ArithmeticOp | ComparisonOp, a: number, b: number): number {
  return isArithmetic(op) ? calculate(op, a, b) : Number(compare(op, a, b));
}

/** An operation of each sample with one number, which may stand before them. */
function scalarMatcher(op: ArithmeticOp | ComparisonOp, bool: boolean) {
  // A comparison that holds leaves the series as it is, name and value, whichever side it stands on.
  const leavesSeries = !isArithmetic(op) && !bool;
  return (samples: readonly Sample[], number: number, isFirst: boolean): readonly Sample[] => {
    const results: Sample[] = [];
    for (const { labels, value } of samples) {
      const result = isFirst ? combine(op, bool, number, value) : combine(op, bool, value, number);
      if (result === undefined) continue;
      results.push(leavesSeries ? { labels, value } : { labels: withoutName(labels), value: result });
    }
    return results;
  };
}
