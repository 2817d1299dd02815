import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firing, type MadeUpWorld, madeUpWorld } from '../../test/support/made-up-action.ts';
import { madeUpFolder, startMadeUp } from '../../test/support/made-up-remediation.ts';
import type { Written } from './journal/entry.ts';
import { readJournal } from './journal/journal.ts';
import type { Remediation } from './run-remediation.ts';

const OBJECTS = ['a', 'b', 'c'] as const;
const HOUR_MS = 3_600_000;

/** What happens to the host, one thing after the other. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('fires' as const), object: fc.constantFrom(...OBJECTS) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('ends' as const), object: fc.constantFrom(...OBJECTS) }) },
  // Also backwards, as a clock that is set.
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('time' as const), seconds: fc.integer({ min: -600, max: 3_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('effect' as const),
      effect: fc.constantFrom('proven' as const, 'worse' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('stop' as const), isStopped: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('resume' as const) }) },
);

const limits = fc.record({
  cooldown: fc.integer({ min: 0, max: 900 }),
  perHour: fc.integer({ min: 0, max: 4 }),
  hostPerHour: fc.integer({ min: 0, max: 5 }),
  concurrency: fc.integer({ min: 1, max: 2 }),
  attempts: fc.integer({ min: 1, max: 3 }),
  storm: fc.integer({ min: 1, max: 4 }),
});

it('no guard is ever overstepped, whatever alerts and clocks do', async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(happening, { minLength: 5, maxLength: 40 }), async (limit, happenings) => {
      const world = madeUpWorld();
      const remediation = await startMadeUp(world, {
        folder: madeUpFolder(),
        common: { cooldown: limit.cooldown, per_hour: limit.perHour, attempts: limit.attempts, verify_within: 0.1 },
        global: {
          per_hour: limit.hostPerHour,
          concurrency: limit.concurrency,
          storm: { times: limit.storm, within: '10m' },
        },
      });
      const steps = happenings.map((one, index) => happen(one, index, world, remediation));
      let sinned = 0;
      for (const step of steps) {
        const before = world.writes.length;
        await step();
        const isStopped = world.stops.length > 0;
        remediation.reconsider();
        await settled();
        if (isStopped && world.writes.length > before) sinned += 1;
      }
      await remediation.stop();
      const { written } = await readJournal(remediation.folder);
      expect(sinned, 'writes in spite of a kill switch').toBe(0);
      checkPace(written, limit);
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 120_000);

type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

function happen(one: Happening, index: number, world: MadeUpWorld, remediation: Remediation): () => Promise<void> {
  const others = (object: string) => world.alerts.filter(({ labels }) => labels.object !== object);
  return async () => {
    // What was asked at one time would be written down at another.
    if (one.what === 'time') await remediation.idle();
    if (one.what === 'fires') world.alerts = [...others(one.object), firing(one.object, index)];
    else if (one.what === 'ends') world.alerts = others(one.object);
    else if (one.what === 'time') world.now += one.seconds * 1000;
    else if (one.what === 'effect') world.effect = one.effect;
    else if (one.what === 'stop') world.stops = one.isStopped ? ['stopped'] : [];
    else await remediation.resume('alice', undefined, '');
  };
}

/** Long enough for whatever has begun to go on; what is still going on then goes on all the same. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 8));
}

type Limits = {
  readonly cooldown: number;
  readonly perHour: number;
  readonly hostPerHour: number;
  readonly concurrency: number;
  readonly attempts: number;
  readonly storm: number;
};

function checkPace(written: readonly Written[], limit: Limits): void {
  const begun: { readonly id: string; readonly at: number; readonly object: string }[] = [];
  const endedAt = new Map<string, number>();
  const failures = new Map<string, number>();
  for (const { at, entry } of written) {
    if (entry.what === 'closed') {
      endedAt.set(entry.id, at);
      const object = begun.find(({ id }) => id === entry.id)?.object ?? '';
      failures.set(object, entry.outcome === 'done' ? 0 : (failures.get(object) ?? 0) + 1);
    }
    if (entry.what === 'resumed') failures.clear();
    if (entry.what !== 'intent') continue;
    const last = begun.findLast(({ object }) => object === entry.object);
    if (last !== undefined)
      expect(at - (endedAt.get(last.id) ?? Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(limit.cooldown * 1000);
    const open = begun.filter(({ id }) => !endedAt.has(id));
    expect(open.length + 1).toBeLessThanOrEqual(limit.concurrency);
    expect(failures.get(entry.object) ?? 0).toBeLessThan(limit.attempts);
    begun.push({ id: entry.id, at, object: entry.object });
    const lately = (span: number) => begun.filter((deed) => deed.at > at - span).length;
    expect(lately(HOUR_MS)).toBeLessThanOrEqual(Math.min(limit.perHour, limit.hostPerHour));
    expect(lately(600_000)).toBeLessThanOrEqual(limit.storm);
  }
}
