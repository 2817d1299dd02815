import { expect, it } from 'vitest';
import { eventDraft } from '../../../test/support/event-draft.ts';
import { testAgent } from '../../../test/support/test-agent.ts';
import { exporter } from './index.ts';

it('each event is one line of the log, at the level of its severity', async () => {
  const { view, logged, happen } = testAgent();
  const running = exporter.open(view, {});
  const events = happen(
    eventDraft({ severity: 'info' }),
    eventDraft({ severity: 'notice' }),
    eventDraft({ severity: 'warning' }),
    eventDraft({ severity: 'critical', data: { message: 'table full' } }),
  );
  const lines = logged.map((line) => JSON.parse(line));
  expect(lines.map(({ level }) => level)).toEqual(['info', 'info', 'warn', 'error']);
  const last = events.at(-1);
  expect(lines.at(-1)).toMatchObject({
    msg: 'table full',
    event: { id: last?.id, sequence: '0000000000000004', type: last?.type, subject: 'eth0', severity: 'critical' },
  });
  await running?.stop(AbortSignal.timeout(1_000));
  happen(eventDraft());
  expect(logged).toHaveLength(4);
});

it('events below the wanted severity are left out', () => {
  const { view, logged, happen } = testAgent();
  exporter.open(view, { severity: 'warning' });
  happen(eventDraft({ severity: 'notice' }), eventDraft({ severity: 'critical' }));
  expect(logged).toHaveLength(1);
});

it('no line is written when it is off', () => {
  const { view, logged, happen } = testAgent();
  expect(exporter.open(view, { enabled: false })).toBeUndefined();
  happen(eventDraft());
  expect(logged).toEqual([]);
});
