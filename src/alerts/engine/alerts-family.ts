import type { Family } from '../../core/metric.ts';
import { alertsMetric } from '../about.ts';
import type { Alert } from '../alert.ts';

/** `netsteward_alerts`: its labels are those that the alerts of the moment have. */
export function alertsFamily(alerts: readonly Alert[]): Family {
  const names = new Set(alerts.flatMap(({ labels }) => [...labels.keys()]));
  names.delete('alertstate');
  const labels = [...[...names].sort(), 'alertstate'];
  return {
    definition: { ...alertsMetric, labels },
    points: alerts.map((alert) => ({
      labels: labels.map((name) => (name === 'alertstate' ? alert.state : (alert.labels.get(name) ?? ''))),
      value: 1,
    })),
  };
}
