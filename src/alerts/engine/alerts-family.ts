import type { Family } from '../../core/metric.ts';
import type { Alert } from '../alert.ts';

const HELP =
  "1 for each alert that is pending or fires, with the alert's labels: as ALERTS in Prometheus. Alerts of which nobody can tell keep their state.";

/** `netsteward_alerts`: its labels are those that the alerts of the moment have. */
export function alertsFamily(alerts: readonly Alert[]): Family {
  const names = new Set(alerts.flatMap(({ labels }) => [...labels.keys()]));
  names.delete('alertstate');
  const labels = [...[...names].sort(), 'alertstate'];
  return {
    definition: { name: 'netsteward_alerts', type: 'gauge', help: HELP, labels, source: 'agent' },
    points: alerts.map((alert) => ({
      labels: labels.map((name) => (name === 'alertstate' ? alert.state : (alert.labels.get(name) ?? ''))),
      value: 1,
    })),
  };
}
