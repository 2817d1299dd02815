import type { Column, Panel } from '../model/board.ts';

/** Labels of alerts that name the object, in the order in which they are read. */
const OBJECTS = [
  ...['netns', 'bond', 'slave', 'member', 'interface', 'bridge', 'port', 'queue', 'core', 'node', 'datapath', 'zone'],
  ...['pf', 'vf', 'guest', 'pool', 'virtual_address', 'process', 'backend', 'server', 'frontend', 'vrrp_instance'],
  ...['service', 'mempool', 'collector', 'cpu'],
];

const columns = (first: readonly Column[]): readonly Column[] => [
  ...first,
  { of: 'severity' },
  { of: 'alertname', title: 'alert' },
  ...OBJECTS.map((of) => ({ of })),
  { of: 'page', title: 'runbook', leads: 'runbook' },
];

/** A row for each alert in a state, with what it is about and its runbook. The page is the alert's name once more. */
export function alertTable(
  title: string,
  about: string,
  state: 'firing' | 'pending',
  more: Partial<Panel> = {},
): Panel {
  return {
    kind: 'table',
    title,
    about,
    queries: [
      {
        expr: `label_replace(netsteward_alerts{alertstate="${state}"}, "page", "$1", "alertname", "(.+)")`,
        legend: 'alerts',
      },
    ],
    columns: columns([]),
    quiet: {
      why: `no alert is ${state}.`,
      shownBy: [`netsteward_alerts{alertname="BondDown",alertstate="${state}",severity="critical"} 1x20`],
    },
    ...more,
  };
}

/** The same for all hosts, the host in front. */
export function alertTableOfAll(title: string, about: string): Panel {
  const table = alertTable(title, about, 'firing');
  return { ...table, columns: columns([{ of: 'instance', title: 'host', leads: { board: 'host' } }, { of: 'job' }]) };
}

/** Alerts of a severity that fire: 0 where rules are evaluated and none does, nothing where there is no agent. */
export function firing(severity: string, by = ''): string {
  return `sum ${by}(netsteward_alerts{alertstate="firing",severity="${severity}"}) or 0 * sum ${by}(netsteward_alert_series)`;
}
