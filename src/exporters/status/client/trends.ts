import type { Trend } from '../model/object.ts';
import { byId, el, render, svg } from './elements.ts';

const [WIDTH, HEIGHT] = [160, 36];

/** Small pictures of the recent past. */
export function showTrends(trends: readonly Trend[]): void {
  byId('trends').hidden = trends.length === 0;
  render(byId('trend-list'), ...trends.map((trend) => el('li', { class: 'trend' }, ...partsOf(trend))));
}

function partsOf(trend: Trend): readonly Node[] {
  const { title, of, now, unit, points } = trend;
  const first = points[0]?.[0] ?? 0;
  const last = points.at(-1)?.[0] ?? 0;
  const minutes = Math.max(1, Math.round((last - first) / 60_000));
  return [
    el('span', { class: 'trend-title' }, title, el('span', { class: 'name' }, of)),
    el(
      'span',
      { class: 'trend-now' },
      now,
      unit === 'each' ? el('span', { class: 'quiet' }, ` in ${minutes} min`) : undefined,
    ),
    picture(trend),
    el('span', { class: 'quiet trend-span' }, `last ${minutes} min`),
  ];
}

function picture({ points, most, unit }: Trend): Node {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const top = most ?? Math.max(1, ...values);
  const first = points[0]?.[0] ?? 0;
  const span = Math.max(1, (points.at(-1)?.[0] ?? 0) - first);
  const x = (time: number) => Math.round(((time - first) / span) * WIDTH * 10) / 10;
  const y = (value: number) => Math.round((HEIGHT - 2 - (Math.min(value, top) / top) * (HEIGHT - 4)) * 10) / 10;
  const frame = {
    class: 'spark',
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  };
  if (unit === 'each') {
    const bars = points.flatMap(([time, value]) =>
      value === null || value === 0 ? [] : [`M${x(time)} ${HEIGHT}V${y(value)}`],
    );
    return svg(
      'svg',
      frame,
      svg('path', { class: 'base', d: `M0 ${HEIGHT - 1}H${WIDTH}` }),
      svg('path', { class: 'bars', d: bars.join('') }),
    );
  }
  let line = '';
  let isOpen = false;
  for (const [time, value] of points) {
    if (value !== null) line += `${isOpen ? 'L' : 'M'}${x(time)} ${y(value)}`;
    isOpen = value !== null;
  }
  return svg(
    'svg',
    frame,
    svg('path', { class: 'base', d: `M0 ${HEIGHT - 1}H${WIDTH}` }),
    svg('path', { class: 'area', d: `${line}V${HEIGHT}H0Z` }),
    svg('path', { class: 'line', d: line }),
  );
}
