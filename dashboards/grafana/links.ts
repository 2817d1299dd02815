import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { kebab } from '../../scripts/generate/alert-rules.ts';
import { type Panel, uidOf } from '../model/board.ts';
import { ruleNamed } from '../model/rules.ts';
import { variable } from './variable.ts';

/** All dashboards of ours carry it. */
export const TAG = 'netsteward';

const KEPT = `${variable('datasource:queryparam')}&${variable('__url_time_range')}`;

/** The same host and time in another dashboard. */
export function toBoard(board: string): string {
  return `/d/${uidOf(board)}?${KEPT}&${variable('job:queryparam')}&${variable('instance:queryparam')}`;
}

/** The host of a table's row in another dashboard. */
export function toRowsHost(board: string): string {
  const field = (name: string) => variable(`__data.fields.${name}`);
  return `/d/${uidOf(board)}?${KEPT}&var-job=${field('job')}&var-instance=${field('instance')}`;
}

export function toRunbook(alert: string): string {
  return `${variable('runbooks')}/${kebab(alert)}.md`;
}

export function allBoards() {
  return new DashboardLinkBuilder('netsteward')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

export function alertsOfPanel({ thresholds = [], alerts = [] }: Panel): readonly string[] {
  return [...thresholds, ...alerts];
}

/** Links in the corner of a panel: the dashboard that says more, and the runbooks. */
export function panelLinks(panel: Panel) {
  const more = panel.leads === undefined ? [] : [link('More', toBoard(panel.leads))];
  return [...more, ...alertsOfPanel(panel).map((alert) => link(`Runbook ${alert}`, toRunbook(alert), true))];
}

function link(title: string, url: string, isElsewhere = false) {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(isElsewhere);
}

/** What a panel means, when it may be empty, and of each of its alerts when it fires and what to do. */
export function descriptionOf(panel: Panel): string {
  const quiet = panel.quiet === undefined ? [] : [`Empty is fine: ${panel.quiet.why}`];
  const alerts = alertsOfPanel(panel).map((alert) => {
    const { severity, action } = ruleNamed(alert);
    return `**${alert}** (${severity}): ${action.trim()} [Runbook](${toRunbook(alert)})`;
  });
  return [panel.about, ...quiet, ...alerts].join('\n\n');
}
