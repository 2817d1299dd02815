import type { Coverage } from '../../dashboards/coverage.ts';
import { type Board, uidOf } from '../../dashboards/model/board.ts';
import { code, type Page, page, table } from './markdown.ts';

const intro = `Ten dashboards for Grafana 10 and later, made from \`dashboards/boards\` by \`npm run generate\` into
[dashboards/json](../dashboards/json). They find hosts by the labels \`job\` and \`instance\`, as every scrape sets them, and
take any data source of the type prometheus. Thresholds are those of the [alerts](alerts.md); every panel says what it
means and, with the alerts about it, what to do.

**By hand:** Dashboards, New, Import, one file after the other. **By provisioning:** copy \`dashboards/json\` to
\`/var/lib/grafana/dashboards/netsteward\` and
[provisioning/dashboards/netsteward.yaml](../dashboards/provisioning/dashboards/netsteward.yaml) to
\`/etc/grafana/provisioning/dashboards\`. A [data source](../dashboards/provisioning/datasources/prometheus.yaml) is
there as well: its \`timeInterval\` has to be the scrape interval.

**Runbooks.** Panels and alerts link to \`docs/runbooks\`. "Runbooks at", at the top, is their address:
\`/public/netsteward/runbooks\` unless changed, which Grafana itself serves when the folder is copied or mounted to
\`public/netsteward/runbooks\` in its home (\`/usr/share/grafana\`).

**Marks in graphs.** Alerts while they fire (\`netsteward_alerts\`), events (\`netsteward_events_total\`, of notice and
worse), actions that were carried out (\`netsteward_actions_total\`) and starts of the agent are marked, of the domains
that the dashboard is about. They come from Prometheus like everything else, so they are as exact as the scrape
interval; over long times Grafana asks in steps of more than a minute, and marks in between are left out. The exact time
and the words are in \`netsteward events\` and over [MQTT](mqtt.md).

**Nothing shown** means: the host has none of this, or its collector failed. The first row of the host overview and
"Collectors" of the agent's dashboard tell which. Nothing is ever drawn as 0 that is not known.

Without Grafana: [examples](../examples/README.md) for Prometheus, Alertmanager, mosquitto, systemd and Zabbix.`;

/** `docs/dashboards.md`. Throws for a panel that is named among those that cover others and that is not there. */
export function dashboardsPage(boards: readonly Board[], coverage: readonly Coverage[]): Page {
  const known = new Set(
    boards.flatMap(({ name, rows }) => rows.flatMap(({ panels }) => panels.map(({ title }) => `${name}: ${title}`))),
  );
  const lost = coverage.flatMap(({ panels }) => panels.flatMap(([, ...ours]) => ours)).find((one) => !known.has(one));
  if (lost !== undefined) throw new Error(`there is no panel "${lost}", which is said to cover another`);
  return {
    file: 'docs/dashboards.md',
    text: page('Dashboards', intro, '## All of them', ...boards.map(listing), '## What covers what', covers(coverage)),
  };
}

function listing(board: Board): string {
  const rows = board.rows.map(({ title, folded = false, panels }) => [
    folded ? `${title} (folded)` : title,
    panels.map((panel) => panel.title).join(' · '),
  ]);
  return `### ${board.title}\n\n${code(`${uidOf(board.name)}.json`)}: ${board.about}\n\n${table(['Row', 'Panels'], rows)}`;
}

function covers(coverage: readonly Coverage[]): string {
  const about =
    'What well-known dashboards and exporters show of what the agent watches, and where it is here (`dashboard: panel`).';
  const parts = coverage.map(({ of, panels, left }) => {
    const rows = panels.map(([theirs, ...ours]) => [theirs, ours.join('; ')]);
    const rest = left === undefined ? '' : `\n\nLeft out: ${left}`;
    return `### ${of}\n\n${table(['Theirs', 'Here'], rows)}${rest}`;
  });
  return [about, ...parts].join('\n\n');
}
