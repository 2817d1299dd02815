import type { PastSeries } from '../../exporter.ts';
import type { Trend } from '../model/object.ts';

/** What is drawn of a metric's recent past. */
type TrendAbout = {
  readonly title: string;
  readonly metric: string;
  /** Another metric that is its full amount; its labels may be fewer. */
  readonly of?: string;
  readonly unit: Trend['unit'];
  readonly name: (labels: ReadonlyMap<string, string>) => string;
  /** Of labels whose series are of no interest. */
  readonly wants?: (labels: ReadonlyMap<string, string>) => boolean;
};

const label = (name: string) => (labels: ReadonlyMap<string, string>) => labels.get(name) ?? '';

const within = (name: string) => (labels: ReadonlyMap<string, string>) => {
  const netns = labels.get('netns');
  return netns === undefined ? (labels.get(name) ?? '') : `${netns}:${labels.get(name) ?? ''}`;
};

const abouts: readonly TrendAbout[] = [
  {
    title: 'Connection table',
    metric: 'netsteward_conntrack_entries',
    of: 'netsteward_conntrack_entries_limit',
    unit: 'ratio',
    name: (labels) => labels.get('netns') ?? 'host',
  },
  {
    title: 'OVS connection table',
    metric: 'netsteward_ovs_conntrack_fill_ratio',
    unit: 'ratio',
    name: label('daemon'),
  },
  {
    title: 'PMD busy',
    metric: 'netsteward_pmd_busy_ratio',
    unit: 'ratio',
    name: (labels) => `core ${labels.get('core')}`,
  },
  { title: 'Bond failovers', metric: 'netsteward_bond_failovers_total', unit: 'each', name: within('bond') },
  { title: 'OVS bond failovers', metric: 'netsteward_ovs_bond_failovers_total', unit: 'each', name: label('bond') },
  {
    title: 'Carrier changes',
    metric: 'netsteward_interface_carrier_changes_total',
    unit: 'each',
    name: within('interface'),
  },
  {
    title: 'Healthy members',
    metric: 'netsteward_health_pool_members_healthy',
    of: 'netsteward_health_pool_members_enabled',
    unit: 'ratio',
    name: label('pool'),
  },
  {
    title: 'HAProxy connections',
    metric: 'netsteward_haproxy_process_current_connections',
    of: 'netsteward_haproxy_process_connections_limit',
    unit: 'ratio',
    name: label('process'),
  },
];

/** Most pictures of one metric, and of all. */
const MOST_EACH = 4;
const MOST = 16;

/** Small pictures of the recent past, of each metric those in which the most happens. */
export function trendsOf(past: (metric: string) => readonly PastSeries[]): readonly Trend[] {
  return abouts.flatMap((about) => trendsOfMetric(about, past)).slice(0, MOST);
}

function trendsOfMetric(about: TrendAbout, past: (metric: string) => readonly PastSeries[]): readonly Trend[] {
  const whole = about.of === undefined ? [] : past(about.of);
  const all = past(about.metric).flatMap((series) => {
    const points = about.of === undefined ? series.points : shareOf(series, whole);
    const drawn = about.unit === 'each' ? increases(points) : points;
    const values = drawn.flatMap(([, value]) => (value === null ? [] : [value]));
    const now = values.at(-1);
    if (now === undefined || drawn.at(-1)?.[1] === null) return [];
    // Counters that stand still are no news.
    if (about.unit === 'each' && values.every((value) => value === 0)) return [];
    const trend: Trend = {
      title: about.title,
      of: about.name(series.labels),
      unit: about.unit,
      ...(about.unit === 'ratio' ? { most: 1 } : {}),
      now: wordsOf(about.unit, now, values),
      points: drawn,
    };
    return [{ trend, weight: about.unit === 'ratio' ? now : values.reduce((sum, value) => sum + value, 0) }];
  });
  return all
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_EACH)
    .map(({ trend }) => trend);
}

function wordsOf(unit: Trend['unit'], now: number, values: readonly number[]): string {
  if (unit === 'ratio') return `${(now * 100).toFixed(now < 0.1 ? 1 : 0)} %`;
  if (unit === 'each') return String(values.reduce((sum, value) => sum + value, 0));
  return String(now);
}

/** A series over the one that is its full amount: the same labels, or the one without labels. */
function shareOf({ labels, points }: PastSeries, whole: readonly PastSeries[]): PastSeries['points'] {
  const full = whole.find((one) => [...one.labels].every(([name, value]) => labels.get(name) === value));
  const amounts = new Map(full?.points);
  const last = full?.points.at(-1)?.[1] ?? null;
  return points.map(([time, value]) => {
    const amount = amounts.get(time) ?? last;
    return [time, value === null || amount === null || amount <= 0 ? null : value / amount] as const;
  });
}

/** How much a counter rose from point to point; from zero where it was set back. */
function increases(points: PastSeries['points']): PastSeries['points'] {
  let before: number | undefined;
  return points.map(([time, value]) => {
    const rise = value === null || before === undefined ? 0 : value - before;
    before = value ?? before;
    return [time, value === null ? null : Math.max(0, rise)] as const;
  });
}
