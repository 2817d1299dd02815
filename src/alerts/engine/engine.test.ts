import { describe, expect, it } from 'vitest';
import { labelsOf, METRIC_NAME } from '../../promql/labels.ts';
import type { Series, SeriesSource } from '../../promql/series.ts';
import { readRules } from '../rule-files/read-rules.ts';
import { compileRules } from './compiled-rule.ts';
import { createEngine, type KeptAlert } from './engine.ts';
import { readAlert, writeAlert } from './kept-alerts.ts';
import { transitions } from './transitions.ts';

const SECOND = 1000;

/** Rules on a series `down{bond="…"}` for each bond, whose values a test sets before each evaluation. */
function lab(rules: string, kept: readonly KeptAlert[] = [], damping = { times: 100, within: 1, calm: 0 }) {
  const groups = readRules(`groups:\n  - name: g\n    rules:\n${rules}`, 'rules.yaml', 15 * SECOND);
  const compiled = compileRules(groups, (name) => (name === 'down' ? 'bond' : undefined), 300 * SECOND);
  const recorded: string[] = [];
  const engine = createEngine({
    damping,
    kept,
    record: (name, time, samples) => void recorded.push(`${name}@${time}: ${samples.map(({ value }) => value).join()}`),
  });
  let series: readonly Series[] = [];
  const source: SeriesSource = { named: () => series };
  let before = new Map(engine.alerts().map((alert) => [alert.fingerprint, alert]));
  const told: string[] = [];
  return {
    engine,
    compiled,
    told,
    recorded,
    /** Evaluates at a time in seconds, with these values by bond; nothing: the collector has failed. */
    at: (seconds: number, values: Readonly<Record<string, number>> | undefined) => {
      const time = seconds * SECOND;
      series = Object.entries(values ?? {}).map(([bond, value]) => ({
        labels: labelsOf([
          [METRIC_NAME, 'down'],
          ['bond', bond],
        ]),
        times: Float64Array.of(time),
        values: Float64Array.of(value),
        begin: 0,
        end: 1,
      }));
      const moment = { time, source, lookback: 300 * SECOND, interval: 15 * SECOND, dialect: 3 } as const;
      const { resolved, dueAt } = engine.evaluate(
        compiled,
        moment,
        ({ sources }) => values === undefined && sources?.has('bond') === true,
      );
      const after = new Map(engine.alerts().map((alert) => [alert.fingerprint, alert]));
      for (const { definition, subject } of transitions(before, after, resolved))
        told.push(`${seconds} ${definition.what} ${subject}`);
      before = after;
      return { states: engine.alerts().map(({ state }) => state), dueIn: (dueAt - time) / SECOND };
    },
  };
}

const DOWN = '      - { alert: Down, expr: down > 0 }\n';
const DOWN_A_MINUTE = '      - { alert: Down, expr: down > 0, for: 1m, labels: { severity: critical } }\n';

describe('an alert', () => {
  it('without a wait fires with the evaluation that sees it, and is resolved by the one that does not', () => {
    const { at, told } = lab(DOWN);
    at(0, { a: 0, b: 1 });
    at(5, { a: 1, b: 1 });
    at(10, { a: 1, b: 0 });
    at(15, { a: 1, b: 0 });
    expect(told).toEqual(['0 firing Down{bond="b"}', '5 firing Down{bond="a"}', '10 resolved Down{bond="b"}']);
  });

  it('waits until it has held for its time, and says when that will be', () => {
    const { at, told } = lab(DOWN_A_MINUTE);
    expect(at(0, { a: 1 })).toEqual({ states: ['pending'], dueIn: 60 });
    expect(at(45, { a: 1 })).toEqual({ states: ['pending'], dueIn: 15 });
    expect(at(60, { a: 1 })).toEqual({ states: ['firing'], dueIn: Number.POSITIVE_INFINITY });
    expect(told).toEqual([
      '0 pending Down{bond="a", severity="critical"}',
      '60 firing Down{bond="a", severity="critical"}',
    ]);
  });

  it('that ends before its time has never fired, and begins anew', () => {
    const { at, told } = lab(DOWN_A_MINUTE);
    at(0, { a: 1 });
    at(59, { a: 0 });
    at(60, { a: 1 });
    expect(at(70, { a: 1 })).toEqual({ states: ['pending'], dueIn: 50 });
    expect(told.map((line) => line.split(' ')[1])).toEqual(['pending', 'ended', 'pending']);
  });

  it('goes on firing for as long as its rule keeps it', () => {
    const { at, told } = lab('      - { alert: Down, expr: down > 0, keep_firing_for: 30s }\n');
    at(0, { a: 1 });
    expect(at(10, { a: 0 })).toEqual({ states: ['firing'], dueIn: 30 });
    at(20, { a: 1 });
    expect(at(40, { a: 0 })).toEqual({ states: ['firing'], dueIn: 30 });
    expect(at(69, { a: 0 }).states).toEqual(['firing']);
    expect(at(70, { a: 0 }).states).toEqual([]);
    expect(told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['0 firing', '70 resolved']);
  });
});

describe('while its collector fails', () => {
  it('an alert that fires neither ends nor fires anew, and says that nobody can tell', () => {
    const { at, told, engine } = lab(DOWN);
    at(0, { a: 1 });
    expect(at(10, undefined).states).toEqual(['firing']);
    at(20, undefined);
    expect(engine.alerts().map(({ unknownSince }) => unknownSince)).toEqual([10 * SECOND]);
    at(30, { a: 1 });
    expect(told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['0 firing', '10 unknown', '30 known']);
  });

  it('an alert that ended meanwhile is resolved when it can be seen again', () => {
    const { at, told } = lab(DOWN);
    at(0, { a: 1 });
    at(10, undefined);
    at(20, { a: 0 });
    expect(told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '0 firing',
      '10 unknown',
      '20 resolved',
    ]);
  });

  it('time does not count towards a wait', () => {
    const { at } = lab(DOWN_A_MINUTE);
    at(0, { a: 1 });
    at(30, { a: 1 });
    expect(at(40, undefined).dueIn).toBe(Number.POSITIVE_INFINITY);
    at(100, undefined);
    expect(at(110, { a: 1 })).toEqual({ states: ['pending'], dueIn: 30 });
    expect(at(140, { a: 1 }).states).toEqual(['firing']);
  });

  it('absence of its series is no absence', () => {
    const { at } = lab('      - { alert: Gone, expr: absent(down) }\n');
    expect(at(0, undefined).states).toEqual([]);
    expect(at(10, {}).states).toEqual(['firing']);
  });
});

describe('a restart', () => {
  it('keeps since when, the time served and what fired, and counts nothing of the time between', () => {
    const first = lab(DOWN_A_MINUTE);
    first.at(0, { a: 1, b: 1 });
    first.at(40, { a: 1, b: 1 });
    first.at(60, { a: 1 });
    first.at(70, { a: 1, c: 1 });
    first.at(90, { a: 1, c: 1 });
    const kept = [...first.engine.active().values()].map(writeAlert).flatMap((text) => readAlert(text) ?? []);
    const second = lab(DOWN_A_MINUTE, kept);
    expect(second.at(500, undefined).states).toEqual(['firing', 'pending']);
    expect(second.at(510, { a: 1, c: 1 })).toEqual({ states: ['firing', 'pending'], dueIn: 40 });
    expect(second.engine.alerts().map(({ activeAt, firedAt }) => [activeAt, firedAt])).toEqual([
      [0, 60 * SECOND],
      [70 * SECOND, undefined],
    ]);
    second.at(550, { c: 1 });
    expect(second.told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '510 known',
      '510 known',
      '550 resolved',
      '550 firing',
    ]);
  });

  it('takes no harm from notes that are none', () => {
    expect(['', '{', '{}', '{"rule":1}', 'null'].map(readAlert)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('an alert that comes and goes', () => {
  it('is held after so many firings, until it has been calm', () => {
    const { at, told } = lab(DOWN, [], { times: 2, within: 60 * SECOND, calm: 30 * SECOND });
    for (const [seconds, value] of [
      [0, 1],
      [1, 0],
      [2, 1],
      [3, 0],
      [4, 1],
      [5, 0],
      [6, 1],
      [7, 0],
    ] as const)
      at(seconds, { a: value });
    expect(at(8, { a: 0 })).toEqual({ states: ['firing'], dueIn: 29 });
    expect(at(37, { a: 0 }).states).toEqual([]);
    expect(told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '0 firing',
      '1 resolved',
      '2 firing',
      '3 resolved',
      '4 firing',
      '4 flapping',
      '37 resolved',
    ]);
    at(100, { a: 1 });
    expect(at(101, { a: 0 }).states).toEqual([]);
  });
});

describe('a clock that is set', () => {
  it('changes no wait', () => {
    const { at, engine } = lab(DOWN_A_MINUTE);
    at(10_000, { a: 1 });
    engine.shift(-9_000 * SECOND);
    expect(at(1_030, { a: 1 })).toEqual({ states: ['pending'], dueIn: 30 });
    engine.shift(86_400 * SECOND);
    expect(at(87_440, { a: 1 })).toEqual({ states: ['pending'], dueIn: 20 });
  });
});

describe('a rule', () => {
  it('that can not be evaluated says why, keeps its alerts and disturbs no other', () => {
    const rules = `      - { alert: Bad, expr: 'label_replace(down, "bond", "same", "", "") > 0' }\n`;
    const { at, engine, compiled } = lab(rules + DOWN);
    expect(at(0, { a: 1 }).states).toEqual(['firing', 'firing']);
    expect(at(10, { a: 1, b: 1 }).states).toEqual(['firing', 'firing', 'firing']);
    expect([...engine.troubles()]).toEqual([[compiled[0]?.id, 'vector cannot contain metrics with the same labelset']]);
    at(20, { a: 1 });
    expect([...engine.troubles()]).toEqual([]);
  });

  it('whose template can not be filled in still alerts', () => {
    const { at, engine } = lab(
      '      - { alert: Down, expr: down > 0, annotations: { summary: "{{ $labels.bond | humanize }}" } }\n',
    );
    at(0, { a: 1 });
    expect(engine.alerts().map(({ annotations }) => annotations.get('summary'))).toEqual([
      '<error expanding template: "a" is not a number>',
    ]);
  });

  it('that is taken away resolves what it had fired', () => {
    const { at, engine } = lab(DOWN);
    at(0, { a: 1 });
    expect(engine.keepOnly([], 5 * SECOND).map(({ resolvedAt }) => resolvedAt)).toEqual([5 * SECOND]);
    expect(engine.alerts()).toEqual([]);
  });

  it('sees through recording rules which collectors it depends on', () => {
    const rules =
      '      - { record: downs, expr: sum(down) }\n      - { record: twice, expr: downs * 2 }\n      - { alert: Many, expr: twice > 3 }\n      - { alert: Any, expr: "{bond=\\"a\\"}" }\n';
    const { compiled, at, recorded } = lab(rules);
    expect(compiled.map(({ sources }) => (sources === undefined ? 'all' : [...sources]))).toEqual([
      ['bond'],
      ['bond'],
      ['bond'],
      'all',
    ]);
    at(0, { a: 1, b: 2 });
    expect(recorded[0]).toBe('downs@0: 3');
  });
});
