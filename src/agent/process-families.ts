import { type Family, pointSet } from '../core/metric.ts';
import { agentMetrics } from './about.ts';

/** Metrics of the agent's own process, read when asked for. */
export function processFamilies(version: string): readonly Family[] {
  const points = pointSet();
  const { user, system } = process.cpuUsage();
  points.add(agentMetrics.buildInfo, [version, process.version], 1);
  points.add(agentMetrics.cpu, [], (user + system) / 1e6);
  points.add(agentMetrics.memory, [], process.memoryUsage.rss());
  points.add(agentMetrics.startTime, [], performance.timeOrigin / 1000);
  points.add(agentMetrics.loopUtilization, [], performance.eventLoopUtilization().utilization);
  return points.families();
}
