import type { Expr } from '../../src/promql/syntax/ast.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';
import type { Tone } from './board.ts';
import { ruleNamed } from './rules.ts';

/** Where a scale begins to be wrong: above, or below, a value. */
export type Threshold = { readonly value: number; readonly wrong: 'above' | 'below'; readonly tone: Tone };

/**
 * The threshold of a shipped rule: the number at the right of its first comparison. Throws when the rule has none, or is
 * not there.
 */
export function thresholdOf(alert: string): Threshold {
  const { expr, severity } = ruleNamed(alert);
  const found = firstComparison(parseExpr(expr));
  if (found === undefined) throw new Error(`${alert} compares nothing with a number: ${expr}`);
  return { ...found, tone: severity };
}

export type Step = { readonly value: number | null; readonly tone: Tone };

/** The thresholds of several rules as colours from the bottom of the scale up. All have to be wrong to the same side. */
export function stepsOf(alerts: readonly string[]): readonly Step[] {
  const all = alerts.map(thresholdOf).toSorted((a, b) => a.value - b.value);
  if (new Set(all.map(({ wrong }) => wrong)).size > 1) {
    throw new Error(`${alerts.join(' and ')} are wrong to different sides: they can't colour one scale`);
  }
  const [first] = all;
  if (first === undefined) return [];
  if (first.wrong === 'above') {
    return [{ value: null, tone: 'good' }, ...all.map(({ value, tone }) => ({ value, tone }))];
  }
  const tones = [...all.map(({ tone }) => tone), 'good' as const];
  return tones.map((tone, index) => ({ value: index === 0 ? null : (all[index - 1]?.value ?? null), tone }));
}

/** In `a > 1 and b < 2` it is `a > 1`: what stands first is what the alert is about. */
function firstComparison(expr: Expr): Omit<Threshold, 'tone'> | undefined {
  switch (expr.kind) {
    case 'binary': {
      const value = constant(expr.right);
      const wrong = sides[expr.op];
      if (value === undefined || wrong === undefined) return firstComparison(expr.left);
      return { value, wrong };
    }
    case 'paren':
      return firstComparison(expr.expr);
    default:
      return undefined;
  }
}

const sides: Readonly<Record<string, Threshold['wrong']>> = {
  '>': 'above',
  '>=': 'above',
  '<': 'below',
  '<=': 'below',
};

function constant(expr: Expr): number | undefined {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind === 'paren') return constant(expr.expr);
  if (expr.kind !== 'binary') return undefined;
  const [left, right] = [constant(expr.left), constant(expr.right)];
  if (left === undefined || right === undefined) return undefined;
  if (expr.op === '*') return left * right;
  return expr.op === '^' ? left ** right : undefined;
}
