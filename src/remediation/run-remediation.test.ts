import { describe, expect, it } from 'vitest';
import { firing, type MadeUpWorld, madeUpWorld } from '../../test/support/made-up-action.ts';
import { type MadeUpOptions, madeUpFolder, startMadeUp, told } from '../../test/support/made-up-remediation.ts';
import { readJournal } from './journal/journal.ts';

/** Starts with an alert that fires. */
async function answering(change: Partial<MadeUpWorld> = {}, options: MadeUpOptions = {}) {
  const world = Object.assign(madeUpWorld(), { alerts: [firing()] }, change);
  const remediation = await startMadeUp(world, options);
  return { world, remediation };
}

/** Considers everything again until this is so. */
async function again(remediation: { readonly reconsider: () => void }, isSo: () => boolean): Promise<void> {
  const after = () => {
    remediation.reconsider();
    return isSo();
  };
  await expect.poll(after).toBe(true);
}

/** Waits until a refusal says this. */
async function refusal(world: MadeUpWorld, words: string | RegExp): Promise<string> {
  const refusals = () =>
    world.occurrences.flatMap(({ definition, message }) => (definition.what === 'refused' ? message : []));
  const fits = (message: string) => (typeof words === 'string' ? message.includes(words) : words.test(message));
  await expect.poll(refusals).toSatisfy((all: string[]) => all.some(fits));
  return refusals().find(fits) ?? '';
}

describe('an alert', () => {
  it('is answered once, proven, and told from beginning to end', async () => {
    const { world, remediation } = await answering();
    await expect.poll(() => told(world)).toEqual(['begun', 'done']);
    expect(world.writes).toEqual(['2000']);
    const { written } = await readJournal(remediation.folder);
    expect(written.map(({ entry }) => entry.what)).toEqual(['decided', 'intent', 'step', 'step', 'closed']);
  });

  it('that is delivered 200 times starts one action', async () => {
    const { world, remediation } = await answering();
    for (let i = 0; i < 200; i += 1) {
      world.alerts = [firing()];
      remediation.reconsider();
    }
    await expect.poll(() => told(world)).toEqual(['begun', 'done']);
    expect(world.writes).toEqual(['2000']);
  });

  it('whose label is hostile starts nothing, and the record shows it harmless', async () => {
    const { world } = await answering({ alerts: [firing('a;reboot\n$(x)../')] });
    const message = await refusal(world, 'expected a label object with a name');
    expect(message).not.toContain('\n');
    expect(world.writes).toEqual([]);
  });

  it('that does not hold any more at the moment of acting starts nothing', async () => {
    const { world } = await answering({ standing: { holds: false, words: 'the alert has ended' } });
    await refusal(world, 'freshness: the alert has ended');
    expect(world.writes).toEqual([]);
  });

  it('without a second witness starts nothing', async () => {
    const { world } = await answering({ witness: false });
    await refusal(world, 'witness: the other one: it is not so');
  });
});

describe('a mode', () => {
  it.each([
    ['observe', 'observed'],
    ['propose', 'proposed'],
    ['approve', 'waiting'],
  ] as const)('of %s ends as %s, and nothing is done', async (mode, what) => {
    const { world } = await answering({}, { common: { mode } });
    await expect.poll(() => told(world)).toEqual([what]);
    expect(world.writes).toEqual([]);
  });

  it('is propose where nothing is set', async () => {
    const { remediation } = await answering({}, { common: { mode: undefined } });
    expect(remediation.action.limits.mode).toBe('propose');
  });

  it('of auto does nothing in a dry run', async () => {
    const { world } = await answering({}, { global: { dry_run: true } });
    await expect.poll(() => told(world)).toEqual(['proposed']);
    expect(world.writes).toEqual([]);
  });
});

describe('an effect', () => {
  it('that does not come is undone in time', async () => {
    const { world } = await answering({ effect: 'waiting' });
    await expect.poll(() => told(world)).toEqual(['begun', 'undone']);
    expect(world.writes).toEqual(['2000', '1000']);
    expect(world.limit).toBe(1000);
  });

  it('that is worse is undone at once', async () => {
    const { world } = await answering({ effect: 'worse' }, { common: { verify_within: '1h' } });
    await expect.poll(() => told(world)).toEqual(['begun', 'undone']);
    expect(world.limit).toBe(1000);
  });

  it('is not undone where somebody else has set the value meanwhile', async () => {
    const { world } = await answering({ effect: 'waiting' }, { common: { verify_within: 0.5 } });
    await expect.poll(() => world.writes).toEqual(['2000']);
    world.limit = 7777;
    await expect.poll(() => told(world)).toEqual(['begun', 'unproven']);
    expect(world.limit).toBe(7777);
  });

  it('of a step that fails is none', async () => {
    const { world } = await answering({
      onWrite: () => {
        throw new Error('no');
      },
    });
    await expect.poll(() => told(world)).toEqual(['begun', 'failed']);
    expect(world.limit).toBe(1000);
  });
});

describe('a kill switch', () => {
  it('keeps everything from being done', async () => {
    const { world } = await answering({ stops: ['stopped by a file: night'] });
    await refusal(world, 'kill_switch: stopped by a file: night');
  });

  it('that comes after the steps keeps them from being undone', async () => {
    const { world } = await answering({ effect: 'waiting' });
    await expect.poll(() => world.writes).toEqual(['2000']);
    world.stops = ['hands off'];
    await expect.poll(() => told(world)).toEqual(['begun', 'unproven']);
    expect(world.limit).toBe(2000);
  });
});

describe('the pace', () => {
  it('leaves an object in peace after it was acted upon', async () => {
    const { world, remediation } = await answering();
    await expect.poll(() => told(world)).toEqual(['begun', 'done']);
    world.alerts = [firing('a', 2)];
    remediation.reconsider();
    await refusal(world, /cooldown: it was acted upon .* ago \([0-9a-f]{8}\): not again for 1m/);
    world.now += 61_000;
    remediation.reconsider();
    await expect.poll(() => world.writes).toEqual(['2000', '4000']);
  });

  it('has a budget for each hour', async () => {
    const { world, remediation } = await answering(
      { alerts: ['a', 'b', 'c'].map((object) => firing(object)) },
      { common: { per_hour: 2 }, global: { concurrency: 5 } },
    );
    await again(remediation, () => told(world).filter((what) => what === 'done').length === 2);
    remediation.reconsider();
    await refusal(world, 'budget: there is nothing left for this hour: 2 of 2');
    expect(world.writes).toHaveLength(2);
  });

  it('stops in a storm until a person resumes', async () => {
    const { world, remediation } = await answering(
      { alerts: ['a', 'b', 'c'].map((object) => firing(object)) },
      { common: { per_hour: 100 }, global: { concurrency: 5, storm: { times: 2, within: '1m' } } },
    );
    await again(remediation, () => told(world).includes('storm'));
    await remediation.idle();
    expect(world.writes).toHaveLength(2);
    world.now += 600_000;
    remediation.reconsider();
    await remediation.idle();
    expect(world.writes).toHaveLength(2);
    await remediation.books.record({ what: 'resumed', by: 'alice', words: 'looked at it' });
    await again(remediation, () => world.writes.length >= 3);
  });

  it('gives up on what does not help, and says so once, loudly', async () => {
    const { world, remediation } = await answering(
      { effect: 'worse' },
      { common: { attempts: 2, cooldown: 0 }, global: { storm: { times: 100 } } },
    );
    await expect.poll(() => told(world)).toContain('undone');
    world.alerts = [firing('a', 2)];
    remediation.reconsider();
    await expect.poll(() => told(world)).toContain('escalated');
    world.alerts = [firing('a', 3)];
    remediation.reconsider();
    await refusal(world, 'escalation: it did not help 2 times in a row');
    expect(told(world).filter((what) => what === 'escalated')).toHaveLength(1);
    const { history } = remediation.books;
    expect(history.escalated('raise', 2)).toEqual(['a']);
    expect(history.escalated('raise', 3)).toEqual([]);
    await remediation.resume('alice', 'a', 'mended it');
    expect(history.escalated('raise', 2)).toEqual([]);
  });
});

describe('an agent that ends in the middle', () => {
  it.each([
    ['proven', 'done', 2000, []],
    ['worse', 'undone', 1000, ['1000']],
  ] as const)(
    'with an effect that is %s finds the deed %s at its next start',
    async (effect, outcome, limit, writes) => {
      const folder = madeUpFolder();
      const { world, remediation } = await answering(
        { effect: 'waiting' },
        { folder, common: { verify_within: '1h' } },
      );
      await expect.poll(() => world.writes).toEqual(['2000']);
      await remediation.stop();
      const next = Object.assign(madeUpWorld(), { limit: world.limit, effect });
      await startMadeUp(next, { folder, common: { verify_within: '1h' } });
      await expect.poll(() => told(next)).toEqual(['recovered', outcome]);
      expect(next.limit).toBe(limit);
      expect(next.writes).toEqual(writes);
    },
  );
});

describe('the journal', () => {
  it('that was changed by somebody keeps everything from being done', async () => {
    const folder = madeUpFolder();
    const first = await answering({}, { folder });
    await expect.poll(() => told(first.world)).toEqual(['begun', 'done']);
    await first.remediation.stop();
    const { readFileSync, writeFileSync } = await import('node:fs');
    const file = `${folder}/actions.journal`;
    writeFileSync(file, readFileSync(file, 'utf8').replace('raise the limit from 1000', 'raise the limit from 1001'));
    const next = await answering({}, { folder });
    await expect.poll(() => told(next.world)).toContain('journal-untrusted');
    await next.remediation.idle();
    expect(next.world.writes).toEqual([]);
  });
});

describe('a setting that somebody else changes back', () => {
  it('is told each time before it is set again, and left alone when it is contested', async () => {
    const { world, remediation } = await answering({}, { common: { cooldown: 0, attempts: 9 } });
    for (const times of [1, 2]) {
      await expect.poll(() => told(world).filter((what) => what === 'done').length).toBe(times);
      world.limit = 1000;
      world.now += 120_000;
      await again(remediation, () => told(world).filter((what) => what === 'reverted').length === times);
    }
    await refusal(world, 'is contested: what was set here was changed back 2 times');
    expect(told(world)).toEqual(['begun', 'done', 'reverted', 'begun', 'done', 'reverted', 'contested', 'refused']);
    expect(world.writes).toEqual(['2000', '2000']);

    await remediation.resume('alice', undefined, 'the other one is off');
    await again(remediation, () => world.writes.length === 3);
  });
});
