import type { Panel } from '../model/board.ts';

/** A place in Grafana's grid of 24 columns. */
export type Place = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

const COLUMNS = 24;
const SIZES: Readonly<Record<Panel['kind'], { readonly w: number; readonly h: number }>> = {
  stat: { w: 4, h: 4 },
  graph: { w: 8, h: 8 },
  states: { w: 12, h: 8 },
  bars: { w: 8, h: 8 },
  spread: { w: 12, h: 8 },
  table: { w: 24, h: 8 },
};

/** Panels side by side from the line `top` on, as many as fit; the next begins below the highest of a line. */
export function places(
  panels: readonly Panel[],
  top: number,
): { readonly places: readonly Place[]; readonly end: number } {
  const found: Place[] = [];
  let line = { x: 0, y: top, height: 0 };
  for (const { kind, width = SIZES[kind].w, height = SIZES[kind].h } of panels) {
    if (line.x + width > COLUMNS) line = { x: 0, y: line.y + line.height, height: 0 };
    found.push({ x: line.x, y: line.y, w: width, h: height });
    line = { ...line, x: line.x + width, height: Math.max(line.height, height) };
  }
  return { places: found, end: line.y + line.height };
}
