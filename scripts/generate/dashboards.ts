import { boards } from '../../dashboards/boards/index.ts';
import { coverage } from '../../dashboards/coverage.ts';
import { boardJson } from '../../dashboards/grafana/board-json.ts';
import { type Board, uidOf } from '../../dashboards/model/board.ts';
import { zabbixTemplate } from '../../dashboards/zabbix/template.ts';
import { dashboardsPage } from './dashboards-page.ts';
import type { Page } from './markdown.ts';

/** The files of all dashboards, as Grafana imports and provisions them, the page about them, and the template for Zabbix. */
export function dashboards(): readonly Page[] {
  const files = boards.map((board: Board) => ({
    file: `dashboards/json/${uidOf(board.name)}.json`,
    text: boardJson(board),
  }));
  return [
    ...files,
    dashboardsPage(boards, coverage),
    { file: 'examples/zabbix/netsteward.yaml', text: zabbixTemplate() },
  ];
}
