import fc from 'fast-check';
import { describe, expect, it, type TestContext } from 'vitest';
import { planOf } from '../../src/promql/evaluate/plan.ts';
import { labelsKey } from '../../src/promql/labels.ts';
import type { SeriesSource } from '../../src/promql/series.ts';
import { PromqlError } from '../../src/promql/syntax/error.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';
import { EvaluationError, type Value } from '../../src/promql/value.ts';
import { hasProgram } from '../support/programs.ts';
import { randomExpression } from '../support/promql-arbitrary.ts';
import { promqlExpressions } from '../support/promql-expressions.ts';
import { type Answer, oracleOf, sourceOf } from '../support/promql-oracle.ts';
import { MOMENTS, promqlSamples } from '../support/promql-samples.ts';

/** As Debian's Prometheus, version 2, has it. */
function ours(expression: string, source: SeriesSource, time: number): Answer {
  try {
    const plan = planOf(parseExpr(expression));
    return { value: plan({ time, source, lookback: 300_000, interval: 60_000, dialect: 2 }) };
  } catch (error) {
    if (error instanceof PromqlError || error instanceof EvaluationError) return { error: error.message };
    throw error;
  }
}

/** What both have to say in the same way: which kind of value, which labels, and values up to the last bits. */
function comparable(answer: Answer): unknown {
  if ('error' in answer) return 'an error';
  const { value } = answer;
  if (value.type === 'scalar') return [value.type, rounded(value.value)];
  if (value.type === 'string') return value;
  return [value.type, ...linesOf(value).sort()];
}

function linesOf(value: Value & { readonly type: 'vector' | 'matrix' }): string[] {
  if (value.type === 'vector') {
    return value.samples.map(({ labels, value: number }) => `${labelsKey(labels)} ${rounded(number)}`);
  }
  return value.ranges.map(
    ({ labels, range }) => `${labelsKey(labels)} ${[...range.times].join()} ${[...range.values].map(rounded).join()}`,
  );
}

/** Sums of many numbers differ in their last bits with the order in which they are added. */
const rounded = (value: number) => (value === 0 || Math.abs(value) < 1e-9 ? '0' : value.toPrecision(9));

function needPrometheus(context: TestContext): void {
  if (!hasProgram('prometheus') || !hasProgram('promtool')) context.skip('prometheus and promtool are not installed');
}

describe('an expression', () => {
  it('gives what a real Prometheus gives, whatever functions, operators and modifiers it is made of', async (context) => {
    needPrometheus(context);
    const recorded = promqlSamples(7);
    const oracle = await oracleOf(recorded);
    const source = sourceOf(recorded);
    const differences: unknown[] = [];
    for (const [index, expression] of promqlExpressions().entries()) {
      const time = MOMENTS[index % MOMENTS.length] ?? 0;
      const [theirs, own] = [await oracle.ask(expression, time), ours(expression, source, time)];
      try {
        expect(comparable(own)).toEqual(comparable(theirs));
      } catch {
        differences.push({ expression, time, theirs: comparable(theirs), own: comparable(own) });
      }
    }
    expect(differences).toEqual([]);
  }, 120_000);

  it('made at random from the grammar gives the same on random series', async (context) => {
    needPrometheus(context);
    const seed = Math.floor(Math.random() * 1e6);
    const recorded = promqlSamples(seed);
    const oracle = await oracleOf(recorded);
    const source = sourceOf(recorded);
    await fc.assert(
      fc.asyncProperty(randomExpression, fc.constantFrom(...MOMENTS), async (expression, time) => {
        const theirs = comparable(await oracle.ask(expression, time));
        expect([`samples ${seed}: ${expression}`, comparable(ours(expression, source, time))]).toEqual([
          `samples ${seed}: ${expression}`,
          theirs,
        ]);
      }),
      { numRuns: 400 },
    );
  }, 120_000);
});
