import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Labels, labelsOf, METRIC_NAME } from '../../src/promql/labels.ts';
import type { Series, SeriesSource } from '../../src/promql/series.ts';
import { numberOf } from '../../src/promql/syntax/literals.ts';
import type { Value } from '../../src/promql/value.ts';
import { eventually } from './eventually.ts';
import { privateDirectory } from './private-directory.ts';
import { prometheusProcess } from './prometheus-process.ts';

/** A series as a test makes it, for both sides. Times in milliseconds. */
export type Recorded = {
  readonly labels: Readonly<Record<string, string>>;
  readonly times: readonly number[];
  readonly values: readonly number[];
};

/** A real Prometheus that is asked at moments of the past. */
export type Oracle = { readonly ask: (expression: string, time: number) => Promise<Answer> };
/** What it said, values as numbers; `error` is its own message. */
export type Answer = { readonly error: string } | { readonly value: Value };

/** Starts a Prometheus whose database holds these samples and no others. */
export async function oracleOf(recorded: readonly Recorded[]): Promise<Oracle> {
  const directory = privateDirectory();
  const text = path.join(directory, 'samples.txt');
  const data = path.join(directory, 'data');
  writeFileSync(text, openMetrics(recorded));
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, data], { stdio: 'ignore' });
  return startOracle(directory, { global: { evaluation_interval: '60s' } });
}

/** Starts a Prometheus that scrapes a page every quarter of a second. */
export async function scrapingOracle(target: string): Promise<Oracle> {
  const global = { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '60s' };
  const scrape_configs = [{ job_name: 'page', static_configs: [{ targets: [target] }] }];
  return startOracle(privateDirectory(), { global, scrape_configs });
}

async function startOracle(directory: string, config: object): Promise<Oracle> {
  const url = await prometheusProcess(directory, config);
  await eventually(async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true).toBe(true);
  return {
    ask: async (expression, time) => {
      const body = new URLSearchParams({ query: expression, time: String(time / 1000) });
      const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
      return answerOf(await response.json());
    },
  };
}

const pair = z.tuple([z.number(), z.string()]);
const metric = z.record(z.string(), z.string());
const answers = z.discriminatedUnion('status', [
  z.object({ status: z.literal('error'), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('scalar'), result: pair }),
      z.object({ resultType: z.literal('string'), result: pair }),
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric, value: pair })) }),
      z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric, values: z.array(pair) })) }),
    ]),
  }),
]);

function answerOf(json: unknown): Answer {
  const answer = answers.parse(json);
  if (answer.status === 'error') return { error: answer.error };
  const { data } = answer;
  switch (data.resultType) {
    case 'scalar':
      return { value: { type: 'scalar', value: known(data.result[1]) } };
    case 'string':
      return { value: { type: 'string', value: data.result[1] } };
    case 'vector': {
      const samples = data.result.map(({ metric: of, value }) => ({ labels: labels(of), value: known(value[1]) }));
      return { value: { type: 'vector', samples } };
    }
    case 'matrix': {
      const ranges = data.result.map(({ metric: of, values }) => ({
        labels: labels(of),
        range: {
          times: values.map(([time]) => Math.round(time * 1000)),
          values: values.map(([, text]) => known(text)),
        },
      }));
      return { value: { type: 'matrix', ranges } };
    }
  }
}

const labels = (of: Readonly<Record<string, string>>): Labels => labelsOf(Object.entries(of));

function known(text: string): number {
  const number = numberOf(text);
  if (number === undefined) throw new Error(`Prometheus answered ${text}`);
  return number;
}

/** OpenMetrics wants a metric's series together, in the order of their times. */
function openMetrics(recorded: readonly Recorded[]): string {
  const lines: string[] = [];
  for (const [name, series] of Map.groupBy(recorded, (one) => one.labels[METRIC_NAME] ?? '')) {
    lines.push(`# TYPE ${name} unknown`);
    for (const { labels: of, times, values } of series) {
      const own = Object.entries(of).filter(([label]) => label !== METRIC_NAME);
      const text = own.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',');
      for (const [index, time] of times.entries()) {
        lines.push(`${name}{${text}} ${numberText(values[index] ?? 0)} ${time / 1000}`);
      }
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** The same samples for our own evaluator. */
export function sourceOf(recorded: readonly Recorded[]): SeriesSource {
  const all: readonly Series[] = recorded.map(({ labels: of, times, values }) => ({
    labels: labels(of),
    times: Float64Array.from(times),
    values: Float64Array.from(values),
    begin: 0,
    end: times.length,
  }));
  const byName = Map.groupBy(all, ({ labels: of }) => of.get(METRIC_NAME));
  const none: readonly Series[] = [];
  return { named: (name) => (name === undefined ? all : (byName.get(name) ?? none)) };
}
