import { actions } from '../actions/registry.ts';
import { agentKinds, agentMetrics, agentName, agentOccurrences } from '../agent/about.ts';
import {
  alertKinds,
  alertMetrics,
  alertsMetric,
  alertsName,
  allAlertOccurrences,
  receivedMetrics,
  silencesMetric,
} from '../alerts/about.ts';
import { collectors } from '../collectors/registry.ts';
import { type EventType, eventTypesOf } from '../core/event-types.ts';
import type { MetricDefinition } from '../core/metric.ts';
import { exporters } from '../exporters/registry.ts';
import { actionKinds, actionMetrics, actionOccurrences, actionsName } from '../remediation/about.ts';
import { webMetrics } from '../web/metrics.ts';

/** What a part of the agent can tell. */
export type CataloguePart = {
  readonly name: string;
  readonly kind: 'agent' | 'collector' | 'exporter';
  readonly help: string;
  readonly sources: readonly string[];
  readonly metrics: readonly MetricDefinition[];
  readonly events: readonly EventType[];
};

/** All that can be told, by part: collectors, the agent itself, exporters. */
export function catalogueParts(): readonly CataloguePart[] {
  return [
    ...collectors.map(({ name, help, sources, metrics, kinds, occurrences }) => {
      const events = eventTypesOf(name, kinds, occurrences);
      return { name, kind: 'collector' as const, help, sources, metrics, events };
    }),
    {
      name: agentName,
      kind: 'agent',
      help: 'The agent itself.',
      sources: [],
      metrics: [...Object.values(agentMetrics), ...Object.values(webMetrics)],
      events: eventTypesOf(agentName, agentKinds, Object.values(agentOccurrences)),
    },
    {
      name: alertsName,
      kind: 'agent',
      help: 'Alerting rules, evaluated on this host.',
      sources: [],
      metrics: [...Object.values(alertMetrics), silencesMetric, ...Object.values(receivedMetrics), alertsMetric],
      events: eventTypesOf(alertsName, alertKinds, allAlertOccurrences),
    },
    {
      name: actionsName,
      kind: 'agent',
      help: 'Actions about alerts.',
      sources: [],
      metrics: [...Object.values(actionMetrics), ...actions.flatMap(({ metrics = [] }) => metrics)],
      events: eventTypesOf(actionsName, actionKinds, Object.values(actionOccurrences)),
    },
    ...exporters.map(({ name, help, metrics }) => {
      return { name, kind: 'exporter' as const, help, sources: [], metrics, events: [] };
    }),
  ];
}
