import { DashboardBuilder, DashboardCursorSync, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { type Board, type Panel, uidOf } from '../model/board.ts';
import { annotationsOf } from './annotations.ts';
import { type Place, places } from './grid.ts';
import { allBoards, descriptionOf, panelLinks, TAG } from './links.ts';
import { panelOfKind } from './panels.ts';
import { SOURCE, targetsOf } from './queries.ts';
import { variablesOf } from './variables.ts';

/** The text of a file that Grafana imports or provisions. */
export function boardJson(board: Board): string {
  const built = new DashboardBuilder(`netsteward / ${board.title}`)
    .uid(uidOf(board.name))
    .description(board.about)
    .tags([TAG])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .link(allBoards())
    .variables(variablesOf(board))
    .annotations(annotationsOf(board));
  let [top, id] = [0, 1];
  for (const { title, folded = false, panels } of board.rows) {
    const row = new RowBuilder(title).id(id).gridPos({ x: 0, y: top, w: 24, h: 1 }).collapsed(folded);
    const { places: found, end } = places(panels, top + 1);
    const shown = panels.map((panel, index) => placed(panel, board.scope, found[index], id + 1 + index));
    if (folded) for (const panel of shown) row.withPanel(panel);
    built.withRow(row);
    if (!folded) for (const panel of shown) built.withPanel(panel);
    // What is in a folded row takes no room.
    top = folded ? top + 1 : end;
    id += panels.length + 1;
  }
  return `${JSON.stringify(built.build(), undefined, 2)}\n`;
}

function placed(panel: Panel, scope: Board['scope'], place: Place | undefined, id: number) {
  if (place === undefined) throw new Error(`${panel.title} has no place`);
  return panelOfKind(panel)
    .id(id)
    .title(panel.title)
    .description(descriptionOf(panel))
    .datasource(SOURCE)
    .targets(targetsOf(panel, scope))
    .links(panelLinks(panel))
    .gridPos({ ...place });
}
