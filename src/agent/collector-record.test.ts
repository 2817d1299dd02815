import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Problem, Snapshot } from '../core/snapshot.ts';
import { createCollectorRecord } from './collector-record.ts';

function reading(collector: string, problems: readonly Problem[] = []): Snapshot {
  return {
    collector,
    outcome: problems.length > 0 ? 'partial' : 'ok',
    problems,
    states: new Map(),
    occurrences: [],
    readAt: 0,
    polledAt: performance.now() - 2_000,
    durationSeconds: 0.25,
    families: () => [],
  };
}

function logged() {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line).msg) });
  return { log, lines };
}

describe('the record of collectors', () => {
  it('logs a problem once, however often it is read again, and its end', () => {
    const { log, lines } = logged();
    const record = createCollectorRecord(['bond'], log);
    const problem = { subject: 'bond0', message: 'denied' };
    for (const problems of [[problem], [problem], [problem], [], []]) record.keep(reading('bond', problems));
    expect(lines).toEqual(['bond: denied', 'bond: reads well again']);
  });

  it('gives the last snapshots in the order in which the collectors were named', () => {
    const record = createCollectorRecord(['bond', 'host'], logged().log);
    record.keep(reading('host'));
    record.keep(reading('bond'));
    expect(record.snapshots().map(({ collector }) => collector)).toEqual(['bond', 'host']);
  });

  it('exports outcome, duration, age and counts of each collector that has read', () => {
    const record = createCollectorRecord(['bond', 'host'], logged().log);
    record.keep(reading('bond', [{ subject: 'bond0', message: 'denied' }]));
    record.keep(reading('bond'));
    const values = new Map(
      record
        .families(new Map([['bond', 3]]))
        .flatMap(({ definition, points }) =>
          points.map(({ labels, value }): [string, unknown] => [`${definition.name} ${labels.join(' ')}`, value]),
        ),
    );
    expect(values.get('netsteward_collector_outcome bond ok')).toBe(1);
    expect(values.get('netsteward_collector_outcome bond failed')).toBe(0);
    expect(values.get('netsteward_collector_duration_seconds bond')).toBe(0.25);
    expect(values.get('netsteward_collector_snapshot_age_seconds bond')).toBeGreaterThanOrEqual(2);
    expect(values.get('netsteward_collector_readings_total bond')).toBe(2);
    expect(values.get('netsteward_collector_errors_total bond')).toBe(1);
    expect(values.get('netsteward_collector_skipped_polls_total bond')).toBe(3);
    expect([...values.keys()].some((key) => key.includes('host'))).toBe(false);
  });

  it('keeps the state of a collector as it is while its outcome and problems stay the same', () => {
    const record = createCollectorRecord(['bond'], logged().log);
    record.keep(reading('bond'));
    const first = record.states().get('collector/bond');
    record.keep(reading('bond'));
    expect(record.states().get('collector/bond')).toBe(first);
  });
});
