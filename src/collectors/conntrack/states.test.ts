import { describe, expect, it } from 'vitest';
import { diffStates } from '../../core/diff.ts';
import type { States } from '../../core/state.ts';
import type { Reading } from './reading.ts';
import { statesOfReading, tableKind, timeoutKind } from './states.ts';

const reading = (limit: number, buckets: number, established: number): Reading => ({
  tables: [],
  sysctls: { limit: { value: limit }, buckets: { value: buckets }, expectations_limit: { value: 256 } },
  timeouts: new Map([['tcp_established', { value: established }]]),
  entrySize: {},
  problems: [],
});

const eventsBetween = (before: States, after: States) =>
  diffStates('conntrack', [tableKind, timeoutKind], before, after, 0).map(({ type, subject, severity, data }) => [
    type.replace('netsteward.conntrack.', ''),
    subject,
    severity,
    data.message,
    data.before,
    data.after,
  ]);

const eventsOf = (before: Reading, after: Reading) => {
  const known = statesOfReading(before, new Map());
  return eventsBetween(known, statesOfReading(after, known));
};

describe('the events of connection tracking', () => {
  it('tell a lowered limit as a warning and a raised one as a notice, with both values', () => {
    expect(eventsOf(reading(262_144, 65_536, 432_000), reading(64, 65_536, 432_000))).toEqual([
      ['limit-changed', 'conntrack', 'warning', 'limit of tracked connections is 64, was 262144', 262_144, 64],
    ]);
    expect(eventsOf(reading(64, 65_536, 432_000), reading(262_144, 65_536, 432_000))).toEqual([
      ['limit-changed', 'conntrack', 'notice', 'limit of tracked connections is 262144, was 64', 64, 262_144],
    ]);
  });

  it('know that 0 is no limit at all', () => {
    const raised = eventsOf(reading(64, 1, 1), reading(0, 1, 1));
    const lowered = eventsOf(reading(0, 1, 1), reading(64, 1, 1));
    expect(raised[0]?.slice(2, 4)).toEqual(['notice', 'limit of tracked connections is 0 (none), was 64']);
    expect(lowered[0]?.slice(2, 4)).toEqual(['warning', 'limit of tracked connections is 64, was 0 (none)']);
  });

  it('tell changed buckets and timeouts', () => {
    expect(eventsOf(reading(64, 65_536, 432_000), reading(64, 16_384, 86_400))).toEqual([
      ['buckets-changed', 'conntrack', 'warning', 'number of hash buckets is 16384, was 65536', 65_536, 16_384],
      [
        'timeout-changed',
        'tcp_established',
        'notice',
        'connection tracking timeout tcp_established is 86400 s, was 432000 s',
        432_000,
        86_400,
      ],
    ]);
  });

  it('tell that tracking appeared and vanished', () => {
    const states = statesOfReading(reading(64, 1, 1), new Map());
    expect(eventsBetween(new Map(), states).map(([what]) => what)).toEqual(['tracking-appeared']);
    expect(eventsBetween(states, new Map()).map(([what]) => what)).toEqual(['tracking-vanished']);
  });

  it('are none when nothing changed or a value could not be read', () => {
    const known = statesOfReading(reading(64, 1, 1), new Map());
    const unreadable: Reading = {
      ...reading(64, 1, 1),
      sysctls: {
        limit: { problem: 'no answer' },
        buckets: { problem: 'no answer' },
        expectations_limit: { value: 256 },
      },
      timeouts: new Map([['tcp_established', { problem: 'no answer' }]]),
    };
    expect(eventsBetween(known, statesOfReading(unreadable, known))).toEqual([]);
    expect(eventsBetween(known, statesOfReading(reading(64, 1, 1), known))).toEqual([]);
  });
});
