import { beforeEach, expect, it } from 'vitest';
import { seriesOf } from '../../src/alerts/rule-tests/series-notation.ts';
import { METRIC_NAME } from '../../src/promql/labels.ts';
import { hasProgram } from '../support/programs.ts';
import { type Answer, oracleOf, type Recorded } from '../support/promql-oracle.ts';
import { sent } from './asked.ts';
import { pairsIn, written } from './board-files.ts';

const STEP = 15_000;
const BEGIN = 1_700_000_000_000;
/** Soon before the last sample of what `x20` makes. */
const MOMENT = BEGIN + 19.5 * STEP;

beforeEach((context) => {
  if (!hasProgram('prometheus')) context.skip('prometheus is not installed');
});

const quiet = written.flatMap((one) =>
  pairsIn(one).flatMap(({ panel: { title, quiet: own }, inFile }) =>
    own === undefined
      ? []
      : [{ name: `${one.board.name}: ${title}`, exprs: inFile.targets.map(({ expr }) => expr), shownBy: own.shownBy }],
  ),
);

it('a panel that is empty while all is well is not when it is not', { timeout: 60_000 }, async () => {
  expect(quiet.length).toBeGreaterThan(20);
  // Each has a job of its own, so that it sees what was meant for it alone.
  const recorded = quiet.flatMap(({ shownBy }, index) => shownBy.map((line) => seriesIn(line, `job${index}`)));
  const { ask } = await oracleOf(recorded);
  for (const [index, { name, exprs }] of quiet.entries()) {
    const answers = await Promise.all(
      exprs.map((expr) => ask(sent(expr, { job: `job${index}`, instance: 'host', rateInterval: '1m' }), MOMENT)),
    );
    expect(answers.filter(isError), name).toEqual([]);
    expect(answers.some(hasData), `${name} shows nothing of ${quiet[index]?.shownBy.join(' and ')}`).toBe(true);
    const others = await Promise.all(
      exprs.map((expr) => ask(sent(expr, { job: 'none', instance: 'host', rateInterval: '1m' }), MOMENT)),
    );
    expect(others.some(hasData), `${name} shows something of a host that there is not`).toBe(false);
  }
});

function seriesIn(line: string, job: string): Recorded {
  const [, notation = '', values = ''] = /^(\S+?(?:\{.*\})?) (\S.*)$/.exec(line) ?? [];
  const series = seriesOf(notation, values, STEP);
  const labels = Object.fromEntries([...series.labels]);
  return {
    labels: { ...labels, [METRIC_NAME]: labels[METRIC_NAME] ?? '', job, instance: labels.instance ?? 'host' },
    times: [...series.times].map((time) => BEGIN + time),
    values: [...series.values],
  };
}

const isError = (answer: Answer): boolean => 'error' in answer;

function hasData(answer: Answer): boolean {
  return (
    'value' in answer &&
    answer.value.type === 'vector' &&
    answer.value.samples.some(({ value }) => Number.isFinite(value))
  );
}
