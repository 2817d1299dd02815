import { type Labels, labelsKey } from '../labels.ts';
import type { LabelledRange } from '../value.ts';
import { type Moment, type Plan, vectorOf } from './moment.ts';

type Times = { readonly range: number; readonly step: number | undefined; readonly offset: number };

/** Evaluates an expression at every whole multiple of the step within the range, whatever the moment is. */
export function subqueryRanges(inner: Plan, { range, step, offset }: Times, moment: Moment): readonly LabelledRange[] {
  const to = moment.time - offset;
  const from = to - range;
  const pace = step ?? moment.interval;
  let time = Math.trunc(from / pace) * pace;
  if (time < from || (time === from && moment.dialect === 3)) time += pace;
  const found = new Map<string, { labels: Labels; range: { times: number[]; values: number[] } }>();
  for (; time <= to; time += pace) {
    for (const { labels, value } of vectorOf(inner({ ...moment, time }))) {
      const key = labelsKey(labels);
      let series = found.get(key);
      if (series === undefined) {
        series = { labels, range: { times: [], values: [] } };
        found.set(key, series);
      }
      series.range.times.push(time);
      series.range.values.push(value);
    }
  }
  return [...found.values()];
}
