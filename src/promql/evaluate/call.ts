import { elementwise } from '../functions/elementwise.ts';
import { overRange } from '../functions/over-range.ts';
import type { Window } from '../functions/window.ts';
import { NO_LABELS, withoutName } from '../labels.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Sample, Value } from '../value.ts';
import { labelsOfAbsent } from './absent.ts';
import { quantilesOfHistograms } from './histograms.ts';
import { labelJoin, labelReplace } from './label-functions.ts';
import { type Moment, type Plan, rangesOf, scalarOf, textOf, vectorOf } from './moment.ts';
import { isOfOneMetric, unique } from './unique.ts';

type Call = Expr & { readonly kind: 'call' };

/** The plan of a function call on the plans of its arguments. */
export function callPlan(call: Call, args: readonly Plan[]): Plan {
  if (elementwise.has(call.name)) return elementwisePlan(call, args);
  if (overRange.has(call.name)) return rangePlan(call, args);
  return specialPlan(call, args);
}

const vector = (samples: readonly Sample[]): Value => ({ type: 'vector', samples });
const same = (samples: readonly Sample[]) => samples;
const ofTime = ({ time }: Moment): Value => vector([{ labels: NO_LABELS, value: time / 1000 }]);

function elementwisePlan({ name, args }: Call, [of = ofTime, ...others]: readonly Plan[]): Plan {
  const checked = isOfOneMetric(args[0]) ? same : unique;
  const run = elementwise.get(name)?.run ?? Number;
  return (moment) => {
    const samples = vectorOf(of(moment));
    const scalars = others.map((other) => scalarOf(other(moment)));
    const [min = 0, max = 0] = scalars;
    if (name === 'clamp' && max < min) return vector([]);
    return vector(
      checked(samples.map(({ labels, value }) => ({ labels: withoutName(labels), value: run(value, ...scalars) }))),
    );
  };
}

function rangePlan({ name, args }: Call, plans: readonly Plan[]): Plan {
  const about = overRange.get(name);
  const index = about?.scalar === 'before' ? 1 : 0;
  const ranges = plans[index];
  const scalar = about?.scalar === undefined ? undefined : plans[1 - index];
  const times = timesOf(args[index]);
  const checked = isOfOneMetric(args[index]) ? same : unique;
  return (moment) => {
    const number = scalar === undefined ? 0 : scalarOf(scalar(moment));
    const to = moment.time - times.offset;
    const window: Window = { from: to - times.range, to, now: moment.time, dialect: moment.dialect };
    const samples: Sample[] = [];
    for (const { labels, range } of ranges === undefined ? [] : rangesOf(ranges(moment))) {
      const value = about?.run(range, window, number);
      if (value !== undefined) samples.push({ labels: about?.keepsName ? labels : withoutName(labels), value });
    }
    return vector(checked(samples));
  };
}

function timesOf(expr: Expr | undefined): { readonly range: number; readonly offset: number } {
  const of = bare(expr);
  if (of?.kind === 'range') return { range: of.range, offset: of.selector.offset };
  if (of?.kind === 'subquery') return of;
  throw new TypeError('a range function without a range');
}

function specialPlan({ name, args }: Call, plans: readonly Plan[]): Plan {
  const [a, b] = plans;
  const need = (plan: Plan | undefined): Plan => {
    if (plan === undefined) throw new TypeError(`${name} lacks an argument`);
    return plan;
  };
  const texts = (moment: Moment) => plans.slice(1).map((plan) => textOf(plan(moment)));
  switch (name) {
    case 'time':
      return ({ time }) => ({ type: 'scalar', value: time / 1000 });
    case 'pi':
      return () => ({ type: 'scalar', value: Math.PI });
    case 'vector':
      return (moment) => vector([{ labels: NO_LABELS, value: scalarOf(need(a)(moment)) }]);
    case 'scalar':
      return (moment) => {
        const [first, ...more] = vectorOf(need(a)(moment));
        return { type: 'scalar', value: first === undefined || more.length > 0 ? Number.NaN : first.value };
      };
    case 'timestamp':
      return timestampPlan(args[0], need(a));
    case 'sort':
    case 'sort_desc':
      return (moment) => vector(sorted(vectorOf(need(a)(moment)), name === 'sort' ? 1 : -1));
    case 'absent':
    case 'absent_over_time': {
      const labels = args[0] === undefined ? NO_LABELS : labelsOfAbsent(args[0]);
      const isThere = (value: Value) => (value.type === 'matrix' ? value.ranges.length : vectorOf(value).length) > 0;
      return (moment) => vector(isThere(need(a)(moment)) ? [] : [{ labels, value: 1 }]);
    }
    case 'histogram_quantile':
      return (moment) => vector(unique(quantilesOfHistograms(scalarOf(need(a)(moment)), vectorOf(need(b)(moment)))));
    case 'label_replace':
      return relabelled(need(a), texts, ([to = '', template = '', from = '', pattern = '']) =>
        labelReplace(to, template, from, pattern),
      );
    case 'label_join':
      return relabelled(need(a), texts, ([to = '', separator = '', ...from]) => labelJoin(to, separator, from));
    default:
      throw new TypeError(`no function ${name}`);
  }
}

/** When the samples of a selector were taken; whatever is calculated is of the moment. */
function timestampPlan(of: Expr | undefined, plan: Plan): Plan {
  const isSelector = bare(of)?.kind === 'selector';
  return (moment) =>
    vector(
      unique(
        vectorOf(plan(moment)).map(({ labels, takenAt }) => ({
          labels: withoutName(labels),
          value: (isSelector && takenAt !== undefined ? takenAt : moment.time) / 1000,
        })),
      ),
    );
}

function bare(expr: Expr | undefined): Expr | undefined {
  return expr?.kind === 'paren' ? bare(expr.expr) : expr;
}

type Relabel = ReturnType<typeof labelReplace>;

/** The texts of an expression are literals: the change is made once. */
function relabelled(
  of: Plan,
  texts: (moment: Moment) => readonly string[],
  make: (texts: readonly string[]) => Relabel,
): Plan {
  let change: Relabel | undefined;
  return (moment) => {
    change ??= make(texts(moment));
    const relabel = change;
    return vector(unique(vectorOf(of(moment)).map(({ labels, value }) => ({ labels: relabel(labels), value }))));
  };
}

/** What is not a number comes last either way. */
function sorted(samples: readonly Sample[], direction: 1 | -1): readonly Sample[] {
  return samples.toSorted((a, b) => {
    if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? 0 : 1;
    if (Number.isNaN(b.value)) return -1;
    return direction * (a.value - b.value || 0);
  });
}
