import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Board, Panel } from '../model/board.ts';
import { ofHost } from '../model/selectors.ts';
import { variable } from './variable.ts';

/** The data source that is chosen at the top of the dashboard. */
export const SOURCE = { type: 'prometheus', uid: variable('datasource') };

/** Panels that show what is now ask for one moment, those that show time for all of it. */
const NOW: readonly Panel['kind'][] = ['table', 'bars'];

export function targetsOf({ kind, queries }: Panel, scope: Board['scope']) {
  const isMerged = kind === 'table' && queries.length > 1;
  return queries.map(({ expr, legend = '' }, index) => {
    const query = new DataqueryBuilder()
      .refId(refIdOf(index))
      .datasource(SOURCE)
      .editorMode(QueryEditorMode.Code)
      .expr(ofHost(isMerged ? withoutName(expr) : expr, scope))
      .format(formatOf(kind));
    const named = kind === 'table' ? query : query.legendFormat(legend === '' ? '__auto' : legend);
    return NOW.includes(kind) ? named.instant() : named.range();
  });
}

/** A, B, C … as Grafana names queries itself. */
export function refIdOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function formatOf(kind: Panel['kind']): PromQueryFormat {
  if (kind === 'table') return PromQueryFormat.Table;
  return kind === 'spread' ? PromQueryFormat.Heatmap : PromQueryFormat.TimeSeries;
}

/** Rows of several queries become one where all their labels are the same, and the name of the metric is one of them. */
function withoutName(expr: string): string {
  return `max without () (${expr})`;
}
