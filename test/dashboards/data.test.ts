import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { atMost } from '../../src/core/at-most.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { prometheusProcess } from '../support/prometheus-process.ts';
import { sent } from './asked.ts';
import { pairsIn, written } from './board-files.ts';
import { startRecordedFleet } from './recorded-fleet.ts';

const JOB = 'netsteward';
const AT_ONCE = 8;
const DEADLINE_MS = 100_000;

const answer = z.object({
  error: z.string().optional(),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }).optional(),
});

type Question = { readonly place: string; readonly expr: string; readonly mayBeEmpty: boolean };

const questions: readonly Question[] = written.flatMap((one) => [
  ...pairsIn(one).flatMap(({ panel, inFile }) =>
    inFile.targets.map(({ expr }, index) => ({
      place: `${one.file.uid}: ${panel.title}`,
      expr,
      mayBeEmpty: panel.quiet !== undefined || panel.queries[index]?.rare !== undefined,
    })),
  ),
  ...one.file.annotations.list.map(({ name, expr }) => ({
    place: `${one.file.uid}: ${name}`,
    expr,
    // What is marked happens when it does.
    mayBeEmpty: true,
  })),
]);

beforeEach((context) => {
  if (!hasProgram('prometheus')) context.skip('prometheus is not installed');
});

it('every question of every panel has an answer from hosts that have what it asks for', {
  timeout: 180_000,
}, async () => {
  const targets = await startRecordedFleet();
  const prometheus = await prometheusProcess(privateDirectory(), {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: JOB,
        static_configs: [...targets].map(([name, target]) => ({ targets: [target], labels: { instance: name } })),
      },
    ],
  });
  const ask = asker(prometheus);
  await eventually(() => ask(`count(up{job="$job"} == 1) == ${targets.size}`, ''), {
    timeout: 60_000,
  }).toBe(true);

  // Those that had something last are asked first: they mostly have the next as well.
  let instances = [...targets.keys()];
  const isAnswered = async ({ expr, mayBeEmpty }: Question): Promise<boolean> => {
    for (const instance of instances) {
      if (await ask(expr, instance)) {
        instances = [instance, ...instances.filter((one) => one !== instance)];
        return true;
      }
      // Asked once, so that it is known to be sound.
      if (mayBeEmpty) return true;
    }
    return false;
  };

  let open = questions;
  const ends = performance.now() + DEADLINE_MS;
  while (open.length > 0 && performance.now() < ends) {
    const answered = await atMost(AT_ONCE, open, isAnswered);
    open = open.filter((_, index) => answered[index] !== true);
  }
  expect(open.map(({ place, expr }) => `${place}: ${expr}`)).toEqual([]);
});

/** Whether there is a number in the answer. Throws when Prometheus can't make sense of the question. */
function asker(prometheus: string): (expr: string, instance: string) => Promise<boolean> {
  return async (expr, instance) => {
    const body = new URLSearchParams({ query: sent(expr, { job: JOB, instance, rateInterval: '20s' }) });
    const response = await fetch(`${prometheus}/api/v1/query`, { method: 'POST', body }).catch(() => undefined);
    if (response === undefined) return false;
    const { data, error } = answer.parse(await response.json());
    if (error !== undefined) throw new Error(`${error}: ${body.get('query')}`);
    return data?.result.some(({ value }) => Number.isFinite(Number(value[1]))) ?? false;
  };
}
