import { withoutName } from '../labels.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Value } from '../value.ts';
import { aggregator } from './aggregate.ts';
import { binaryPlan } from './binary.ts';
import { callPlan } from './call.ts';
import { type Plan, vectorOf } from './moment.ts';
import { newestSamples, samplesInRange, seriesFinder } from './select.ts';
import { subqueryRanges } from './subquery.ts';
import { unique } from './unique.ts';

/**
 * Makes an expression ready to be evaluated again and again on one source. A plan throws an EvaluationError where Prometheus
 * would answer with one.
 */
export function planOf(expr: Expr): Plan {
  switch (expr.kind) {
    case 'number':
      return constant({ type: 'scalar', value: expr.value });
    case 'string':
      return constant({ type: 'string', value: expr.value });
    case 'paren':
      return planOf(expr.expr);
    case 'selector': {
      const find = seriesFinder(expr);
      return (moment) => ({ type: 'vector', samples: newestSamples(find(moment.source), expr, moment) });
    }
    case 'range': {
      const find = seriesFinder(expr.selector);
      return (moment) => ({
        type: 'matrix',
        ranges: samplesInRange(find(moment.source), expr.range, expr.selector, moment),
      });
    }
    case 'subquery': {
      const inner = planOf(expr.expr);
      return (moment) => ({ type: 'matrix', ranges: subqueryRanges(inner, expr, moment) });
    }
    case 'unary':
      return unaryPlan(expr.op, planOf(expr.expr));
    case 'call':
      return callPlan(expr, expr.args.map(planOf));
    case 'aggregate':
      return aggregatePlan(expr);
    case 'binary':
      return binaryPlan(expr, planOf(expr.left), planOf(expr.right));
  }
}

function constant(value: Value): Plan {
  return () => value;
}

function unaryPlan(op: '+' | '-', of: Plan): Plan {
  if (op === '+') return of;
  return (moment) => {
    const value = of(moment);
    if (value.type === 'scalar') return { type: 'scalar', value: -value.value };
    const samples = vectorOf(value).map((sample) => ({ labels: withoutName(sample.labels), value: -sample.value }));
    return { type: 'vector', samples: unique(samples) };
  };
}

function aggregatePlan({ op, grouping, param, expr }: Expr & { readonly kind: 'aggregate' }): Plan {
  const aggregate = aggregator(op, grouping);
  const of = planOf(expr);
  const parameter = param === undefined ? undefined : planOf(param);
  return (moment) => {
    const value = parameter?.(moment);
    const given = value?.type === 'scalar' || value?.type === 'string' ? value.value : undefined;
    return { type: 'vector', samples: aggregate(vectorOf(of(moment)), given) };
  };
}
