import { withoutName } from '../labels.ts';
import type { Binary } from '../syntax/ast.ts';
import type { Sample } from '../value.ts';
import { calculate, combine, compare, isArithmetic, isComparison } from './binary-values.ts';
import { setOperation, vectorMatcher } from './match.ts';
import { type Plan, scalarOf, vectorOf } from './moment.ts';
import { unique } from './unique.ts';

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
  const dropsName = isArithmetic(op) || bool;
  const named = ({ labels }: Sample) => (dropsName ? withoutName(labels) : labels);

  return (moment) => {
    const a = left(moment);
    const b = right(moment);
    if (a.type === 'scalar' && b.type === 'scalar') {
      const value = isComparison(op) ? Number(compare(op, a.value, b.value)) : calculate(op, a.value, b.value);
      return { type: 'scalar', value };
    }
    if (a.type === 'vector' && b.type === 'vector') {
      return { type: 'vector', samples: unique(matcher(a.samples, b.samples)) };
    }
    const samples: Sample[] = [];
    const isLeft = a.type === 'vector';
    const number = scalarOf(isLeft ? b : a);
    for (const sample of vectorOf(isLeft ? a : b)) {
      const value = isLeft ? combine(op, bool, sample.value, number) : combine(op, bool, number, sample.value);
      if (value === undefined) continue;
      // A comparison that holds leaves the series' own value, whichever side it stands on.
      samples.push({ labels: named(sample), value: isComparison(op) && !bool ? sample.value : value });
    }
    return { type: 'vector', samples: dropsName ? unique(samples) : samples };
  };
}
