import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { boards } from '../../dashboards/boards/index.ts';
import { type Board, type Panel, uidOf } from '../../dashboards/model/board.ts';

const folder = path.join(import.meta.dirname, '../../dashboards/json');

const target = z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string().optional() });
const source = z.object({ type: z.literal('prometheus'), uid: z.string() });
const leaf = z.object({
  id: z.int().positive(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  datasource: source.optional(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() }),
  targets: z.array(target).default([]),
  links: z.array(z.object({ url: z.string().optional() })).default([]),
  fieldConfig: z.unknown().optional(),
});

/** As much of the file of a dashboard as Grafana can't do without (its kinds/dashboard/dashboard_kind.cue). */
export const boardFile = z.object({
  uid: z.string().max(40),
  title: z.string(),
  schemaVersion: z.int().min(36),
  tags: z.array(z.string()),
  panels: z.array(leaf.extend({ collapsed: z.boolean().optional(), panels: z.array(leaf).optional() })),
  templating: z.object({
    list: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        query: z.union([z.string(), z.object({ query: z.string() })]).optional(),
        datasource: source.optional(),
      }),
    ),
  }),
  annotations: z.object({
    list: z.array(
      z.object({
        name: z.string(),
        datasource: source,
        expr: z.string(),
        target: target,
      }),
    ),
  }),
});

export type BoardFile = z.output<typeof boardFile>;
export type FilePanel = z.output<typeof leaf>;

export type Written = { readonly board: Board; readonly text: string; readonly file: BoardFile };

/** Every dashboard as it stands in its file. */
export const written: readonly Written[] = boards.map((board) => {
  const text = readFileSync(path.join(folder, `${uidOf(board.name)}.json`), 'utf8');
  return { board, text, file: boardFile.parse(JSON.parse(text)) };
});

/** Its panels without the rows, those in folded rows too. */
export function panelsIn({ panels }: BoardFile): readonly FilePanel[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}

/** A panel as it was written down, and as it stands in the file. */
export type Pair = { readonly panel: Panel; readonly inFile: FilePanel };

/** Both have the same order. Throws when they have not. */
export function pairsIn({ board, file }: Written): readonly Pair[] {
  const inFile = panelsIn(file);
  return board.rows
    .flatMap(({ panels }) => panels)
    .map((panel, index) => {
      const other = inFile[index];
      if (other?.title !== panel.title) throw new Error(`${file.uid}: ${panel.title} is not at its place`);
      return { panel, inFile: other };
    });
}
