import type { Line } from '../model/plane.ts';
import { svg } from './elements.ts';

let drawn: { readonly picture: HTMLElement; readonly lines: readonly Line[] } | undefined;
let watched: ResizeObserver | undefined;

/** Draws lines between the boxes of the picture, and again whenever it changes its size. */
export function drawLines(picture: HTMLElement, lines: readonly Line[]): void {
  drawn = { picture, lines };
  if (watched === undefined) {
    watched = new ResizeObserver(() => redraw());
    watched.observe(picture);
  }
  redraw();
}

function redraw(): void {
  if (drawn === undefined) return;
  const { picture, lines } = drawn;
  picture.querySelector('svg.lines')?.remove();
  // On a narrow screen the columns stand below each other, and words say what leads where.
  if (getComputedStyle(picture).getPropertyValue('--lines').trim() !== 'yes') return;
  const frame = picture.getBoundingClientRect();
  const boxes = new Map<string, DOMRect>();
  for (const one of picture.querySelectorAll('[data-id]'))
    boxes.set(one.getAttribute('data-id') ?? '', one.getBoundingClientRect());
  const paths = lines.flatMap(({ from, to, how }) => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    return a === undefined || b === undefined ? [] : [lineOf(a, b, frame, how)];
  });
  const order = { standby: 0, active: 1, broken: 2 };
  paths.sort((a, b) => order[a.how] - order[b.how]);
  picture.append(
    svg(
      'svg',
      { class: 'lines', width: frame.width, height: frame.height, 'aria-hidden': 'true' },
      ...paths.flatMap(({ nodes }) => nodes),
    ),
  );
}

/** A curve from the right side of one box to the left side of another; a broken one has a cross in its middle. */
function lineOf(a: DOMRect, b: DOMRect, frame: DOMRect, how: Line['how']) {
  const isForward = a.right <= b.left;
  const [x1, x2] = isForward ? [a.right - frame.left, b.left - frame.left] : [a.left - frame.left, b.left - frame.left];
  const [y1, y2] = [a.top + a.height / 2 - frame.top, b.top + b.height / 2 - frame.top];
  const bend = isForward ? Math.max(16, (x2 - x1) / 2) : -24;
  const path = svg('path', {
    class: how,
    d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - Math.abs(bend)} ${y2} ${x2} ${y2}`,
  });
  if (how !== 'broken') return { how, nodes: [path] };
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const cross = svg('path', { class: 'cross', d: `M${x - 5} ${y - 5}l10 10M${x + 5} ${y - 5}l-10 10` });
  return { how, nodes: [path, svg('circle', { class: 'cross-ground', cx: x, cy: y, r: 8 }), cross] };
}
