import { formatByteSize } from '../../core/byte-size.ts';
import { formatDuration } from '../../core/duration.ts';

const MINUTE = 60;

/** A metric's value for people, by the unit in which its name ends: `0.75` of `…_ratio` is `75%`. */
export function formatValue(metric: string, value: number): string {
  if (metric.endsWith('_bytes')) return formatByteSize(value);
  if (metric.endsWith('_ratio')) return `${rounded(value * 100)}%`;
  if (metric.endsWith('_seconds')) return value < MINUTE ? `${rounded(value)}s` : formatDuration(Math.round(value));
  return rounded(value);
}

function rounded(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString('en', { maximumFractionDigits: 2 }) : String(value);
}
