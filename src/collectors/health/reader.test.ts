import { describe, expect, it } from 'vitest';
import { healthLab, pools } from '../../../test/support/health-lab.ts';

describe('a reader that is asked once', () => {
  it('waits for the first answer of each member, and takes it for the verdict', async () => {
    const lab = healthLab({ settings: pools(3), once: true });
    const reading = lab.poll();
    await expect.poll(() => lab.plan()?.targets).toMatchObject([{ rise: 1, fall: 1 }, {}, {}]);
    lab.decide('web/w1', 'ACTIVE', 'ok');
    lab.decide('web/w2', 'INACTIVE', 'refused');
    lab.about('web/w3', { last: { at: 0, verdict: 'none', reason: 'no-place' } });
    const { states } = await reading;
    expect(
      [...states.values()].map(({ subject, fields }) => [subject, fields.state ?? fields.operating_status]),
    ).toEqual([
      ['web/w1', 'ACTIVE'],
      ['web/w2', 'INACTIVE'],
      ['web/w3', 'UNKNOWN'],
      ['web', 'DEGRADED'],
    ]);
    // It asks again every 50 ms, and does not go on when all have answered.
    expect(lab.reports()).toBeLessThan(20);
  });

  it('does not wait for answers that never come', async () => {
    const lab = healthLab({ settings: { ...pools(1), deadline: '250ms' }, once: true });
    const { states, outcome } = await lab.poll();
    expect([outcome, states.get('member/web/w1')?.fields.state]).toEqual(['ok', 'UNKNOWN']);
  });
});

it('a host without pools has nothing to check', async () => {
  const lab = healthLab();
  const found = await lab.poll();
  expect([found.outcome, found.states.size, lab.plans()]).toEqual(['absent', 0, 0]);
});
