import { once } from 'node:events';
import { createServer } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { planOf } from '../../src/promql/evaluate/plan.ts';
import { labelsKey } from '../../src/promql/labels.ts';
import { markStale, type Series, type SeriesSource } from '../../src/promql/series.ts';
import { PromqlError } from '../../src/promql/syntax/error.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';
import { EvaluationError, type Value } from '../../src/promql/value.ts';
import { eventually } from '../support/eventually.ts';
import { hasProgram } from '../support/programs.ts';
import { randomExpression } from '../support/promql-arbitrary.ts';
import { promqlExpressions } from '../support/promql-expressions.ts';
import { type Answer, oracleOf, scrapingOracle, sourceOf } from '../support/promql-oracle.ts';
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

  it('gives the same where series have ended, between their samples too', async (context) => {
    needPrometheus(context);
    // There for two scrapes, gone for three.
    let scrapes = 0;
    const page = createServer((_, response) => {
      scrapes += 1;
      const lines = ['steady 1', ...(scrapes % 5 < 2 ? [`fleeting{a="b"} ${scrapes}`] : [])];
      response.end(`${lines.join('\n')}\n`);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void page.close());
    await once(page, 'listening');
    const address = page.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const oracle = await scrapingOracle(`127.0.0.1:${address.port}`);
    await eventually(() => scrapes).toBeGreaterThan(12);
    const end = Date.now();
    const source = scrapedSource(await oracle.ask('steady[1m]', end), await oracle.ask('fleeting[1m]', end));
    const [times] = source.named('fleeting').map((series) => [...series.times]);
    const moments = (times ?? [])
      .flatMap((time) => [time - 1, time, time + 1, time + 100])
      .filter((time) => time < end);
    expect(moments.length).toBeGreaterThan(30);
    for (const time of moments) {
      for (const expression of [
        'fleeting',
        'absent(fleeting)',
        'count_over_time(fleeting[2s])',
        'fleeting offset 500ms',
        'timestamp(fleeting)',
      ]) {
        const theirs = comparable(await oracle.ask(expression, time));
        expect([expression, time, comparable(ours(expression, source, time))]).toEqual([expression, time, theirs]);
      }
    }
  }, 60_000);
});

/** What was scraped, with a marker at each scrape at which the second series was not there any more. */
function scrapedSource(steady: Answer, fleeting: Answer): SeriesSource {
  const [[every], [seen]] = [rangesIn(steady), rangesIn(fleeting)];
  if (every === undefined || seen === undefined) throw new Error('nothing was scraped');
  const values = new Map([...seen.range.times].map((time, index) => [time, seen.range.values[index] ?? 0]));
  const times = Float64Array.from(every.range.times);
  const series: Series = {
    labels: seen.labels,
    times,
    values: Float64Array.from(times, (time) => values.get(time) ?? 0),
    begin: 0,
    end: times.length,
  };
  for (const [index, time] of times.entries()) if (!values.has(time)) markStale(series.values, index);
  const all = [series];
  const none: readonly Series[] = [];
  return { named: (name) => (name === 'fleeting' ? all : none) };
}

function rangesIn(answer: Answer) {
  return 'value' in answer && answer.value.type === 'matrix' ? answer.value.ranges : [];
}
