import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import { checkerSockets } from '../../../../test/support/one-check.ts';
import { failureOf } from '../failure.ts';
import { createNames, type NamesOptions } from './index.ts';
import type { Looked } from './look-up.ts';

// What is found is told by the test; real servers are in test/real/checks-names.test.ts.

const usual: NamesOptions = {
  shortest: 20,
  longest: 60,
  holdGone: 60_000,
  holdTroubled: 60_000,
  forget: 60_000,
  patience: 10_000,
};
const name = 'web.example.org';
const waiting = AbortSignal.timeout(300_000);

const found = (...addresses: string[]): Looked => ({ is: 'found', addresses, lifetime: 0 });
const gone: Looked = { is: 'nothing', why: 'no such name' };
const trouble: Looked = { is: 'trouble', why: '192.0.2.53: SERVFAIL' };

/** Names of which the test says what is found. */
function names(first: Looked | Promise<Looked>, options: Partial<NamesOptions> = {}) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  let now = first;
  let looks = 0;
  const { addressOf } = createNames(
    checkerSockets(),
    controller.signal,
    async () => {
      looks += 1;
      return now;
    },
    { ...usual, ...options },
  );
  return {
    ask: (one = name, signal = waiting) => addressOf(one, {}, signal).catch(failureOf),
    becomes: (looked: Looked | Promise<Looked>) => {
      now = looked;
    },
    looks: () => looks,
    end: () => controller.abort(),
  };
}

describe('names of targets', () => {
  it('are looked up once for all who ask, and again when their time is over', async () => {
    const { ask, becomes, looks } = names(found('127.0.0.1'), { shortest: 100 });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    expect(looks()).toBe(1);
    becomes(found('127.0.0.2'));
    await eventually(ask).toBe('127.0.0.2');
  });

  it('keep their address as long as it is among several, and the lowest otherwise', async () => {
    const { ask, becomes, looks } = names(found('127.0.0.20', '127.0.0.3'));
    expect(await ask()).toBe('127.0.0.3');
    const before = looks();
    becomes(found('127.0.0.1', '127.0.0.3'));
    await eventually(looks).toBeGreaterThan(before + 1);
    expect(await ask()).toBe('127.0.0.3');
    becomes(found('127.0.0.20', '127.0.0.100'));
    await eventually(ask).toBe('127.0.0.20');
  });

  it('have an IPv6 address before an IPv4 address, if there is a way to it', async () => {
    expect(await names(found('127.0.0.1', '::1')).ask()).toBe('::1');
    expect(await names(found('127.0.0.1', 'fe80::1%no-such-link')).ask()).toBe('127.0.0.1');
  });

  it('are used a while longer after they have gone', async () => {
    const { ask, becomes, looks } = names(found('127.0.0.1'), { holdGone: 300 });
    expect(await ask()).toBe('127.0.0.1');
    becomes(gone);
    const before = looks();
    await eventually(looks).toBeGreaterThan(before + 1);
    expect(await ask()).toBe('127.0.0.1');
    await eventually(ask).toEqual({ reason: 'not-resolved', detail: 'no such name' });
    becomes(found('127.0.0.2'));
    await eventually(ask).toBe('127.0.0.2');
  });

  it('are used longer when servers are in trouble than when a server says that they have gone', async () => {
    const { ask, becomes, looks } = names(found('127.0.0.1'), { holdGone: 0 });
    await ask();
    becomes(trouble);
    const before = looks();
    await eventually(looks).toBeGreaterThan(before + 2);
    expect(await ask()).toBe('127.0.0.1');
    becomes(gone);
    await eventually(ask).toMatchObject({ reason: 'not-resolved' });
    const others = names(found('127.0.0.1'), { holdTroubled: 100 });
    await others.ask();
    others.becomes(trouble);
    await eventually(others.ask).toEqual({ reason: 'not-resolved', detail: '192.0.2.53: SERVFAIL' });
  });

  it('are held for the whole time again after they have been found again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    for (const bad of [gone, trouble]) {
      const { ask, becomes } = names(found('127.0.0.1'), { holdGone: 1000, holdTroubled: 1000 });
      await ask();
      for (const looked of [bad, found('127.0.0.1'), bad]) {
        becomes(looked);
        await vi.advanceTimersByTimeAsync(900);
        expect(await ask()).toBe('127.0.0.1');
      }
      await vi.advanceTimersByTimeAsync(200);
      expect(await ask()).toMatchObject({ reason: 'not-resolved' });
    }
  });

  it('are there at once while they are looked up again', async () => {
    const { ask, becomes, looks } = names(found('127.0.0.1'));
    await ask();
    becomes(new Promise(() => undefined));
    const before = looks();
    await eventually(looks).toBeGreaterThan(before);
    expect(await ask(name, AbortSignal.abort())).toBe('127.0.0.1');
    expect(await ask()).toBe('127.0.0.1');
  });

  it('that can not be asked for from there say so', async () => {
    const nowhere: Looked = { is: 'trouble', why: 'no such namespace', reason: 'no-place' };
    const { ask, becomes } = names(nowhere);
    expect(await ask()).toEqual({ reason: 'no-place', detail: 'no such namespace' });
    becomes(gone);
    await eventually(ask).toMatchObject({ reason: 'not-resolved' });
  });

  it('that were never found fail at once, until they are', async () => {
    const { ask, becomes, looks } = names(trouble, { shortest: 50 });
    expect(await ask()).toMatchObject({ reason: 'not-resolved' });
    expect(looks()).toBe(1);
    becomes(found('127.0.0.1'));
    await eventually(ask).toBe('127.0.0.1');
  });

  it('that take long are waited for no longer than the check has time', async () => {
    const { promise, resolve } = Promise.withResolvers<Looked>();
    const { ask } = names(promise);
    expect(await ask(name, AbortSignal.timeout(50))).toEqual({ reason: 'not-resolved', detail: 'no answer in time' });
    expect(await ask(name, AbortSignal.abort())).toMatchObject({ reason: 'not-resolved' });
    const patient = ask();
    resolve(found('127.0.0.1'));
    expect(await patient).toBe('127.0.0.1');
  });

  it('that fail in a way that nobody foresaw are in trouble', async () => {
    expect(await names(Promise.reject(new Error('odd'))).ask()).toEqual({ reason: 'not-resolved', detail: 'odd' });
  });

  it('that nobody asks for any more are forgotten', async () => {
    const { ask, looks } = names(found('127.0.0.1'), { forget: 100 });
    await ask();
    await eventually(looks).toBeGreaterThan(1);
    await toRest(looks);
    const last = looks();
    await ask();
    expect(looks()).toBe(last + 1);
  });

  it('are not looked up any more when the checks have ended', async () => {
    const { ask, looks, end } = names(found('127.0.0.1'));
    await ask();
    end();
    const after = looks();
    await toRest(looks);
    // One may have been under way.
    expect(looks()).toBeLessThanOrEqual(after + 1);
  });
});

/** Waits until a figure has been the same for some time. */
async function toRest(figure: () => number): Promise<void> {
  let last = -1;
  const isSame = () => {
    const same = figure() === last;
    last = figure();
    return same;
  };
  await eventually(isSame, { interval: 300 }).toBe(true);
}
