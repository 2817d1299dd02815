import { seriesNames } from '../alerts/series/samples-of.ts';
import type { RegisteredCollector } from '../collectors/collector.ts';
import { agentMetrics, agentName } from './about.ts';

/** Which collector has series of a name, the agent itself among them. */
export function collectorByName(
  collectors: readonly Pick<RegisteredCollector, 'name' | 'metrics'>[],
): (series: string) => string | undefined {
  const owners = new Map<string, string>();
  const add = (owner: string, metrics: RegisteredCollector['metrics']) => {
    for (const metric of metrics) for (const name of seriesNames(metric)) owners.set(name, owner);
  };
  add(agentName, Object.values(agentMetrics));
  for (const { name, metrics } of collectors) add(name, metrics);
  return (series) => owners.get(series);
}
