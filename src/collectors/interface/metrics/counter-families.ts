import type { Family, Point } from '../../../core/metric.ts';
import type { View } from '../model/view.ts';
import type { NetDev } from '../parse/net-dev.ts';
import { counterColumns } from './counters.ts';

/** The counters of all devices of some namespaces: the bulk of all points, so a table at a time. */
export function counterFamilies(views: readonly View[]): readonly Family[] {
  const tables = views.flatMap(counterTable);
  return [...counterColumns].map(([name, definition]) => {
    const points: Point[] = [];
    for (const { counters, rows } of tables) {
      const column = counters.columns.indexOf(name);
      if (column < 0) continue;
      for (const { labels, offset } of rows) {
        const value = counters.values[offset + column];
        if (value !== undefined) points.push({ labels, value });
      }
    }
    return { definition, points };
  });
}

type CounterTable = {
  readonly counters: NetDev;
  readonly rows: readonly { readonly labels: readonly string[]; readonly offset: number }[];
};

/** Where devices could not be described, counters are told by name all the same. */
function counterTable({ netns, counters, devices, described }: View): readonly CounterTable[] {
  if (counters === undefined) return [];
  const rows: { labels: readonly string[]; offset: number }[] = [];
  for (const [device, offset] of counters.offsets) {
    const labels = devices.get(device)?.labels ?? (described ? undefined : [netns, device]);
    if (labels !== undefined) rows.push({ labels, offset });
  }
  return [{ counters, rows }];
}
