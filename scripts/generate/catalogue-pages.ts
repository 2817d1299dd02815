import type { EventType } from '../../src/core/event-types.ts';
import type { MetricDefinition } from '../../src/core/metric.ts';
import { code, page, table } from './markdown.ts';

/** What a part of the agent tells, for the pages. */
export type Described = {
  readonly name: string;
  readonly help: string;
  readonly sources: readonly string[];
  readonly metrics: readonly MetricDefinition[];
  readonly events: readonly EventType[];
};

/** `docs/metrics.md`. Throws when two parts describe a metric of the same name. */
export function metricsPage(parts: readonly Described[]): string {
  refuseTwins(parts.flatMap(({ name: title, metrics }) => metrics.map(({ name }) => ({ name, title }))));
  const sections = parts
    .filter(({ metrics }) => metrics.length > 0)
    .map(({ name: title, help, metrics, sources }) =>
      [`## ${title}`, help, ...sourcesLine(sources), metricsTable(metrics)].join('\n\n'),
    );
  return page('Metrics', 'Every metric at `/metrics`, by the part of the agent that has it.', ...sections);
}

/** `docs/events.md`. */
export function eventsPage(parts: readonly Described[]): string {
  const sections = parts
    .filter(({ events }) => events.length > 0)
    .map(({ name: title, events }) => [`## ${title}`, eventsTable(events)].join('\n\n'));
  return page(
    'Events',
    'Every type of event, by the part of the agent that tells it. `varies`: the severity depends on what changed.',
    ...sections,
  );
}

/** The table of collectors in the README. */
export function collectorsTable(collectors: readonly Described[]): string {
  return table(
    ['Collector', 'What it watches'],
    collectors.map(({ name: title, help }) => [`[${title}](docs/metrics.md#${title})`, help]),
  );
}

function sourcesLine(sources: readonly string[]): string[] {
  return sources.length === 0 ? [] : [`Read from ${sources.map(code).join(', ')}.`];
}

function metricsTable(metrics: readonly MetricDefinition[]): string {
  return table(
    ['Metric', 'Type', 'Labels', 'Meaning', 'Source'],
    metrics.map(({ name, type, labels, help, source }) => [code(name), type, labels.map(code).join(' '), help, source]),
  );
}

function eventsTable(events: readonly EventType[]): string {
  return table(
    ['Type', 'Severity', 'When', 'Meaning'],
    events.map(({ type, severity, trigger, help }) => [code(type), severity, trigger, help]),
  );
}

function refuseTwins(metrics: readonly { readonly name: string; readonly title: string }[]): void {
  const owners = new Map<string, string>();
  for (const { name, title } of metrics) {
    const other = owners.get(name);
    if (other !== undefined) throw new Error(`${name} is described twice, by ${other} and by ${title}`);
    owners.set(name, title);
  }
}
