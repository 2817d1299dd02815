import {
  exceptLabels,
  filtered,
  type Labels,
  labelsKey,
  labelsOf,
  onlyLabels,
  printLabels,
  remembered,
  withoutName,
} from '../labels.ts';
import type { ArithmeticOp, Binary, ComparisonOp, Matching } from '../syntax/ast.ts';
import { EvaluationError, type Sample } from '../value.ts';
import { combine, isArithmetic } from './binary-values.ts';

/** The same text for series that belong together. */
export function signatureOf({ mode, labels }: Matching): (of: Labels) => string {
  const part = mode === 'on' ? onlyLabels(labels) : exceptLabels(labels);
  return (of) => labelsKey(part(of));
}

type Op = ArithmeticOp | ComparisonOp;

/**
 * Combines the series of two vectors that belong together (VectorBinop in promql/engine.go). Throws an EvaluationError where
 * they do not match as the expression says.
 */
export function vectorMatcher({
  op,
  bool,
  matching,
}: Binary & { readonly op: Op }): (left: readonly Sample[], right: readonly Sample[]) => readonly Sample[] {
  const signature = signatureOf(matching);
  const manyIsRight = matching.many === 'right';
  const labelsFor = resultLabels(op, bool, matching);

  const combined = (sample: Sample, one: Sample) =>
    manyIsRight ? combine(op, bool, one.value, sample.value) : combine(op, bool, sample.value, one.value);

  return (left, right) => {
    if (left.length === 0 || right.length === 0) return [];
    const ones = bySignature(manyIsRight ? left : right, signature, manyIsRight ? 'left' : 'right');
    const claim = createClaims(matching.many !== undefined);
    const samples: Sample[] = [];
    for (const sample of manyIsRight ? right : left) {
      const group = signature(sample.labels);
      const one = ones.get(group);
      if (one === undefined) continue;
      const value = combined(sample, one);
      if (value === undefined) continue;
      const labels = labelsFor(sample.labels, one.labels);
      claim(group, labels);
      samples.push({ labels, value });
    }
    return samples;
  };
}

/** Sees to it that each series finds one partner, or, where many may share one, that their results can be told apart. */
function createClaims(manyToOne: boolean): (group: string, labels: Labels) => void {
  const claimed = new Map<string, Set<string>>();
  return (group, labels) => {
    const key = manyToOne ? labelsKey(labels) : '';
    const seen = claimed.get(group);
    if (seen === undefined) claimed.set(group, new Set([key]));
    else if (!seen.has(key)) seen.add(key);
    else if (manyToOne) {
      throw new EvaluationError('multiple matches for labels: grouping labels must ensure unique matches');
    } else {
      throw new EvaluationError(
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      );
    }
  };
}

function bySignature(
  samples: readonly Sample[],
  signature: (labels: Labels) => string,
  side: string,
): ReadonlyMap<string, Sample> {
  const found = new Map<string, Sample>();
  for (const sample of samples) {
    const key = signature(sample.labels);
    const other = found.get(key);
    if (other !== undefined) {
      throw new EvaluationError(
        `found duplicate series for the match group on the ${side} hand-side of the operation: ` +
          `${printLabels(other.labels)} and ${printLabels(sample.labels)}; many-to-many matching not allowed: ` +
          'matching labels must be unique on one side',
      );
    }
    found.set(key, sample);
  }
  return found;
}

/** The labels of a result, remembered for each pair of series. */
function resultLabels(op: Op, bool: boolean, { mode, labels, many, include }: Matching) {
  const dropsName = isArithmetic(op) || bool;
  const listed = new Set(labels);
  const own = remembered((of) => {
    if (many !== undefined) return of;
    // `ignoring` keeps the metric's name of a comparison.
    return filtered(of, (name) => listed.has(name) === (mode === 'on'));
  });
  const base = (of: Labels) => (dropsName ? withoutName(own(of)) : own(of));
  if (include.length === 0) return (of: Labels, _: Labels) => base(of);
  const known = new WeakMap<Labels, WeakMap<Labels, Labels>>();
  return (of: Labels, one: Labels): Labels => {
    let byOne = known.get(of);
    if (byOne === undefined) {
      byOne = new WeakMap();
      known.set(of, byOne);
    }
    let result = byOne.get(one);
    if (result === undefined) {
      result = withIncluded(base(of), one, include);
      byOne.set(one, result);
    }
    return result;
  };
}

function withIncluded(labels: Labels, one: Labels, include: readonly string[]): Labels {
  const result = new Map(labels);
  for (const name of include) {
    const value = one.get(name);
    if (value === undefined) result.delete(name);
    else result.set(name, value);
  }
  return labelsOf(result);
}

/** `and`, `or`, `unless`. */
export function setOperation(
  op: 'and' | 'or' | 'unless',
  matching: Matching,
): (left: readonly Sample[], right: readonly Sample[]) => readonly Sample[] {
  const signature = signatureOf(matching);
  const among = (samples: readonly Sample[]) => new Set(samples.map(({ labels }) => signature(labels)));
  return (left, right) => {
    if (op === 'or') {
      const known = among(left);
      return [...left, ...right.filter(({ labels }) => !known.has(signature(labels)))];
    }
    const known = among(right);
    return left.filter(({ labels }) => known.has(signature(labels)) === (op === 'and'));
  };
}
