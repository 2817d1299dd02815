import { describe, expect, it } from 'vitest';
import {
  answers,
  figures,
  MINUTE,
  reasons,
  simulate,
  simulatedTarget,
} from '../../../../test/support/simulated-checks.ts';
import { CheckFailure } from '../kind.ts';

describe('a member with a name', () => {
  const named = { targets: [simulatedTarget(1, { address: 'web.example' })], descriptors: 10 };
  /** Lets promises be heard, and what is to come right after. */
  const heard = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('is checked at the address that its name has', async () => {
    const simulation = simulate(
      named,
      () => answers,
      async () => '192.0.2.77',
    );
    for (let step = 0; step < 400; step += 1) {
      simulation.pass(10);
      await heard();
    }
    const [member] = simulation.checker.members();
    expect(member).toMatchObject({ checkedAddress: '192.0.2.77', failures: 0, standing: { state: 'ACTIVE' } });
  });

  it.each(['found', 'failed'] as const)('is not checked for a time that is over when its name is %s', async (how) => {
    const waiting: { readonly found: (address: string) => void; readonly failed: (error: Error) => void }[] = [];
    const addressOf = async () => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      waiting.push({ found: resolve, failed: reject });
      return await promise;
    };
    const simulation = simulate(named, () => answers, addressOf);
    for (let step = 0; step < 160; step += 1) {
      simulation.pass(10);
      await heard();
    }
    expect(simulation.checker.members()[0]).toMatchObject({ checks: waiting.length, failures: waiting.length });
    for (const one of waiting) {
      if (how === 'found') one.found('192.0.2.77');
      else one.failed(new Error('no such name'));
    }
    await heard();
    expect(simulation.seen).toEqual([]);
    expect(simulation.checker.members()[0]).toMatchObject({ checks: waiting.length, checkedAddress: undefined });
    expect(figures(simulation).openSockets).toBe(0);
  });

  it('has the time that Node takes to read what has come by the time it runs out', async () => {
    let fail = (_error: Error) => {};
    const addressOf = () =>
      new Promise<string>((_resolve, reject) => {
        fail = reject;
      });
    const simulation = simulate(named, () => answers, addressOf);
    while (figures(simulation).openSockets === 0) simulation.pass(5);
    await heard();
    simulation.pass(505);
    fail(new CheckFailure('not-resolved'));
    await heard();
    expect(reasons(simulation)).toEqual({ 'not-resolved': 1 });
  });

  it('does not keep the next one waiting when its check is over between two turns', async () => {
    let asked = 0;
    const addressOf = async () => {
      asked += 1;
      throw new CheckFailure('not-resolved');
    };
    const targets = [1, 2].map((port) => simulatedTarget(port, { address: 'web.example', delay: MINUTE }));
    const simulation = simulate({ targets, descriptors: 1 }, () => answers, addressOf);
    simulation.stop(MINUTE);
    simulation.pass(1);
    await heard();
    expect(asked).toBe(1);
    simulation.pass(1);
    await heard();
    expect(asked).toBe(2);
  });
});
