import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Board } from '../model/board.ts';
import { alertsOf } from '../model/rules.ts';
import { ofHost } from '../model/selectors.ts';
import { colourOf } from './colours.ts';
import { SOURCE } from './queries.ts';

/** How close to each other two marks can be; what happens within is one mark. */
const STEP = '60s';

export type Mark = {
  readonly name: string;
  readonly expr: string;
  readonly colour: string;
  readonly title: string;
  readonly text: string;
};

/** What is marked in the graphs of a board: alerts while they fire, events when they are told, actions
 * that were carried out, starts of the agent. */
export function marksOf(board: Pick<Board, 'alertsOf' | 'eventsOf'>): readonly Mark[] {
  const alerts = board.alertsOf === undefined ? '' : `,alertname=~"${alertsOf(board.alertsOf).join('|')}"`;
  const types = `netsteward\\\\.(${(board.eventsOf ?? ['.*']).join('|')})\\\\..*`;
  return [
    ...(['critical', 'warning'] as const).map((severity) => ({
      name: `Alerts, ${severity}`,
      expr: `netsteward_alerts{alertstate="firing",severity="${severity}"${alerts}}`,
      colour: colourOf(severity),
      title: '{{alertname}} on {{instance}}',
      text: severity,
    })),
    {
      name: 'Events',
      expr: risen(`netsteward_events_total{severity=~"notice|warning|critical",type=~"${types}"}`),
      colour: colourOf('info'),
      title: '{{type}} on {{instance}}',
      text: '{{severity}}',
    },
    {
      name: 'Actions',
      expr: risen('netsteward_actions_total{outcome=~"done|undone|unproven|failed"}'),
      colour: 'green',
      title: '{{action}} on {{instance}}',
      text: '{{outcome}}',
    },
    {
      name: 'Starts of the agent',
      expr: 'changes(process_start_time_seconds[1m]) > 0 and ignoring (version, node) netsteward_build_info',
      colour: 'purple',
      title: 'The agent of {{instance}} was started',
      text: '',
    },
  ];
}

/** Where a counter has grown within a minute, or came to be: what happens for the first time has no sample before. */
function risen(counter: string): string {
  return `(${counter} - ${counter} offset 1m) > 0 or (${counter} unless ${counter} offset 1m)`;
}

export function annotationsOf(board: Board) {
  return marksOf(board).map(({ name, expr, colour, title, text }) => {
    const asked = ofHost(expr, board.scope);
    return (
      new AnnotationQueryBuilder()
        .name(name)
        .datasource(SOURCE)
        .enable(true)
        .iconColor(colour)
        // Grafana before 11 reads the first, later ones the target.
        .expr(asked)
        .step(STEP)
        .target(new DataqueryBuilder().refId('Anno').expr(asked).interval(STEP).range())
        .titleFormat(title)
        .textFormat(text)
        .tagKeys('severity,outcome')
    );
  });
}
