import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../test/support/eventually.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { type Collected, type CollectRequest, defineCollector } from '../collectors/collector.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { statesOf } from '../core/state.ts';
import { recordedHost } from '../host/recorded-host.ts';
import { watchHost } from './watch-host.ts';

/** A collector that does what the test says. */
function scripted(name: string, collect: (request: CollectRequest) => Collected, compares?: readonly string[]) {
  return defineCollector({
    name,
    help: 'For tests.',
    sources: [],
    settings: z.strictObject({}),
    metrics: [],
    kinds: [],
    occurrences: [],
    ...(compares === undefined ? {} : { compares }),
    start: () => ({ collect: async (request) => collect(request) }),
  });
}

const weather = (now: string): Collected => ({
  outcome: 'ok',
  problems: [],
  states: statesOf([{ kind: 'weather', subject: 'here', fields: { now } }]),
  families: () => [],
});
const nothing: Collected = { outcome: 'ok', problems: [], states: new Map(), families: () => [] };

function watch(collectors: Parameters<typeof watchHost>[0], intervals: Readonly<Record<string, number>>) {
  const snapshots: Snapshot[] = [];
  const settings = collectors.map(({ name }) => {
    const interval = intervals[name] ?? 3600;
    return [name, { enabled: true, interval, deadline: 10, settings: {} }] as const;
  });
  const loops = watchHost(collectors, { collectors: new Map(settings) }, recordedHost(privateDirectory()), {
    snapshot: (_, snapshot) => snapshots.push(snapshot),
    occurred: () => undefined,
  });
  onTestFinished(async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
  });
  return snapshots;
}

describe('a collector that compares others', () => {
  it('is given what they last found, and is read soon after that changed, and only then', async () => {
    let now = 'sunny';
    const seen: unknown[] = [];
    const outside = scripted('outside', () => weather(now));
    const inside = scripted(
      'inside',
      ({ others }) => {
        seen.push(others?.get('outside')?.states.get('weather/here')?.fields.now);
        return nothing;
      },
      ['outside'],
    );
    const snapshots = watch([inside, outside], { outside: 0.01 });
    await eventually(() => seen).toEqual([undefined, 'sunny']);
    const readings = () => snapshots.filter(({ collector }) => collector === 'outside').length;
    const already = readings();
    await eventually(readings).toBeGreaterThan(already + 5);
    expect(seen).toHaveLength(2);
    now = 'rain';
    await eventually(() => seen).toEqual([undefined, 'sunny', 'rain']);
  });

  it('is read again when one fails that had found nothing', async () => {
    let works = true;
    const seen: unknown[] = [];
    const outside = scripted('outside', () => {
      if (works) return nothing;
      throw new Error('no');
    });
    const inside = scripted(
      'inside',
      ({ others }) => {
        seen.push(others?.get('outside')?.outcome);
        return nothing;
      },
      ['outside'],
    );
    watch([outside, inside], { outside: 0.01 });
    await eventually(() => seen.at(-1)).toBe('ok');
    works = false;
    await eventually(() => seen.at(-1)).toBe('failed');
  });

  it('is told that one failed, and is given nothing of those that it does not name', async () => {
    const seen: unknown[] = [];
    const broken = scripted('broken', () => {
      throw new Error('no');
    });
    const other = scripted('other', () => weather('fog'));
    const inside = scripted(
      'inside',
      ({ others }) => {
        seen.push([...(others ?? [])].map(([name, { outcome }]) => `${name} ${outcome}`));
        return nothing;
      },
      ['broken', 'missing'],
    );
    watch([other, broken, inside], {});
    await eventually(() => seen.at(-1)).toEqual(['broken failed']);
  });
});
