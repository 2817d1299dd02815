import { z } from 'zod';
import { privateDirectory } from './private-directory.ts';
import { prometheusProcess } from './prometheus-process.ts';

/** A real Prometheus on a loopback port. */
export type Prometheus = {
  /** Values by the labels of their series, `bond=bond0 job=plain`. */
  readonly query: (expression: string) => Promise<ReadonlyMap<string, string>>;
  /** Why a target can't be scraped, by job; nothing for those that can. */
  readonly troubles: () => Promise<ReadonlyMap<string, string>>;
};

/** Starts Prometheus with its data in a directory of its own; it is gone when the test has finished. */
export async function startPrometheus(
  scrapeConfigs: readonly object[],
  ruleFiles: readonly string[] = [],
): Promise<Prometheus> {
  const global = { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' };
  const config = { global, scrape_configs: scrapeConfigs, rule_files: ruleFiles };
  const url = await prometheusProcess(privateDirectory(), config);
  const ask = async (page: string) => {
    const response = await fetch(`${url}/api/v1/${page}`).catch(() => undefined);
    const answer: unknown = response?.ok === true ? await response.json() : undefined;
    return answer;
  };
  return {
    query: async (expression) => seriesOf(await ask(`query?query=${encodeURIComponent(expression)}`)),
    troubles: async () => troublesOf(await ask('targets')),
  };
}

const labels = z.record(z.string(), z.string());
const answers = {
  query: z.object({
    data: z.object({ result: z.array(z.object({ metric: labels, value: z.tuple([z.number(), z.string()]) })) }),
  }),
  targets: z.object({
    data: z.object({ activeTargets: z.array(z.object({ labels, health: z.string(), lastError: z.string() })) }),
  }),
};

function seriesOf(answer: unknown): ReadonlyMap<string, string> {
  const { data } = answers.query.safeParse(answer);
  return new Map(
    data?.data.result.map(({ metric, value }) => {
      const own = Object.entries(metric).filter(([name]) => !['__name__', 'instance'].includes(name));
      return [own.map(([name, text]) => `${name}=${text}`).join(' '), value[1]];
    }),
  );
}

function troublesOf(answer: unknown): ReadonlyMap<string, string> {
  const { data } = answers.targets.safeParse(answer);
  const targets = data?.data.activeTargets ?? [];
  return new Map(
    targets.flatMap(({ labels: { job = '' }, health, lastError }) => (health === 'up' ? [] : [[job, lastError]])),
  );
}
