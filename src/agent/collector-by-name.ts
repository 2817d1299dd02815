import { actions } from '../actions/registry.ts';
import { alertMetrics, alertsMetric, receivedMetrics, silencesMetric } from '../alerts/about.ts';
import { seriesNames } from '../alerts/series/samples-of.ts';
import type { RegisteredCollector } from '../collectors/collector.ts';
import { actionMetrics } from '../remediation/about.ts';
import { agentMetrics, agentName } from './about.ts';

/** Which collector has series of a name; the agent itself has those about it, its alerts and its actions. */
export function collectorByName(
  collectors: readonly Pick<RegisteredCollector, 'name' | 'metrics'>[],
): (series: string) => string | undefined {
  const owners = new Map<string, string>();
  const add = (owner: string, metrics: RegisteredCollector['metrics']) => {
    for (const metric of metrics) for (const name of seriesNames(metric)) owners.set(name, owner);
  };
  add(agentName, Object.values(agentMetrics));
  add(agentName, [...Object.values(alertMetrics), alertsMetric, silencesMetric, ...Object.values(receivedMetrics)]);
  add(agentName, [...Object.values(actionMetrics), ...actions.flatMap(({ metrics = [] }) => metrics)]);
  for (const { name, metrics } of collectors) add(name, metrics);
  return (series) => owners.get(series);
}
