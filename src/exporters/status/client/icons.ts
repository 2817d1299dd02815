import type { Level } from '../model/object.ts';
import { svg } from './elements.ts';

/** What each level is called. */
export const levelWords: Readonly<Record<Level, string>> = {
  critical: 'critical',
  warning: 'warning',
  notice: 'notice',
  unknown: 'unknown',
  off: 'off',
  ok: 'well',
};

/** The outline of each level and the mark in it: levels differ in their shape, not only in their colour. */
const shapes: Readonly<Record<Level, readonly [outline: string, mark: string]>> = {
  critical: ['M6.3 1.5h7.4l4.8 4.8v7.4l-4.8 4.8H6.3l-4.8-4.8V6.3z', 'M7 7l6 6M13 7l-6 6'],
  warning: ['M10 1.8 18.8 17.6H1.2z', 'M10 7.4v4.8M10 14.8v.2'],
  notice: ['M10 1.5 18.5 10 10 18.5 1.5 10z', 'M10 9v5M10 6v.2'],
  unknown: [
    'M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z',
    'M7.6 7.8c.2-1.6 1.2-2.3 2.4-2.3 1.4 0 2.4.9 2.4 2.2 0 1.8-2.3 1.9-2.3 4M10 14.6v.2',
  ],
  off: ['M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z', 'M6 10h8'],
  ok: ['M10 1.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z', 'M6 10.4l2.8 2.8L14.2 7.4'],
};

/** The sign of a level. Those who listen are told in words beside it. */
export function icon(level: Level): SVGElement {
  const [outline, mark] = shapes[level];
  return svg(
    'svg',
    { class: `icon ${level}`, viewBox: '0 0 20 20', 'aria-hidden': 'true' },
    svg('path', { class: 'outline', d: outline }),
    svg('path', { class: 'mark', d: mark }),
  );
}
