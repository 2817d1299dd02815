import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Collected, CollectRequest, Reader, WatchListener } from '../collectors/collector.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { startLoop } from './collector-loop.ts';

const nothing: Collected = { outcome: 'ok', problems: [], states: new Map(), families: () => [] };
const rarely = { intervalMs: 60_000, deadlineMs: 5_000 };

/** A reader made by the test, and what was asked of it. */
function scripted(collect: (request: CollectRequest) => Promise<Collected>) {
  const asked: CollectRequest[] = [];
  let tell: WatchListener['changed'] = () => undefined;
  const reader: Reader = {
    collect: (request) => {
      asked.push(request);
      return collect(request);
    },
    watch: (listener) => {
      tell = listener.changed;
    },
  };
  return { reader, asked, tell: (name: string) => tell({ netns: '', interface: name }) };
}

function collectSnapshots() {
  const snapshots: Snapshot[] = [];
  return { snapshots, listener: { snapshot: (one: Snapshot) => snapshots.push(one), occurred: () => undefined } };
}

describe('the loop of a collector', () => {
  it('reads everything at once when it starts', async () => {
    const { reader, asked } = scripted(async () => nothing);
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('x', reader, rarely, listener);
    await expect.poll(() => snapshots.length).toBe(1);
    expect(asked.map(({ changed }) => changed)).toEqual([undefined]);
    await loop.stop();
  });

  it('hands announcements that came together to one reading, each device once', async () => {
    const { reader, asked, tell } = scripted(async () => nothing);
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('x', reader, rarely, listener);
    await expect.poll(() => snapshots.length).toBe(1);
    for (const name of ['a', 'b', 'a', 'a']) tell(name);
    await expect.poll(() => snapshots.length).toBe(2);
    expect(asked[1]?.changed?.map((notice) => notice.interface)).toEqual(['a', 'b']);
    await loop.stop();
  });

  it('never overlaps itself, and reads once more what was announced meanwhile', async () => {
    let running = 0;
    let most = 0;
    const { reader, asked, tell } = scripted(async () => {
      running += 1;
      most = Math.max(most, running);
      await delay(20);
      running -= 1;
      return nothing;
    });
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('x', reader, { intervalMs: 5, deadlineMs: 5_000 }, listener);
    for (let i = 0; i < 10; i += 1) {
      tell('a');
      await delay(5);
    }
    await expect.poll(() => snapshots.length).toBeGreaterThan(3);
    expect(most).toBe(1);
    expect(asked.some(({ changed }) => changed?.[0]?.interface === 'a')).toBe(true);
    expect(loop.skipped()).toBeGreaterThan(0);
    await loop.stop();
  });

  it('lets a storm of announcements neither run away nor keep the poll from its turn', async () => {
    const { reader, asked, tell } = scripted(async () => nothing);
    const loop = startLoop('x', reader, { intervalMs: 20, deadlineMs: 5_000 }, collectSnapshots().listener);
    const end = performance.now() + 300;
    let told = 0;
    while (performance.now() < end) {
      tell('a');
      told += 1;
      await delay(0);
    }
    tell('last');
    const readings = asked.filter(({ changed }) => changed !== undefined).length;
    expect(readings).toBeLessThan(Math.min(told, 60));
    expect(asked.length - readings).toBeGreaterThan(3);
    await expect.poll(() => asked.some(({ changed }) => changed?.some((n) => n.interface === 'last'))).toBe(true);
    await loop.stop();
  });

  it('cuts a reading that never ends at its deadline, tells it to stop, and goes on', async () => {
    const signals: AbortSignal[] = [];
    const { reader, asked } = scripted(({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('slow', reader, { intervalMs: 30, deadlineMs: 20 }, listener);
    await expect.poll(() => asked.length).toBeGreaterThan(1);
    expect(snapshots[0]).toMatchObject({
      outcome: 'failed',
      problems: [{ subject: 'slow', message: 'slow: not finished within 20 ms' }],
    });
    expect(signals[0]?.aborted).toBe(true);
    await loop.stop();
  });

  it('tells a reading that throws as failed, with the reason', async () => {
    const { reader } = scripted(async () => {
      throw new Error('no such thing');
    });
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('x', reader, rarely, listener);
    await expect.poll(() => snapshots[0]?.problems).toEqual([{ subject: 'x', message: 'no such thing' }]);
    expect(snapshots[0]?.families()).toEqual([]);
    await loop.stop();
  });

  it('gives no snapshot after it was stopped', async () => {
    const { reader } = scripted(async () => {
      await delay(10);
      return nothing;
    });
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('x', reader, rarely, listener);
    await loop.stop();
    await delay(20);
    expect(snapshots).toEqual([]);
  });

  it('keeps the age of the last poll when it reads only a few objects', async () => {
    const { reader, tell } = scripted(async () => nothing);
    const { snapshots, listener } = collectSnapshots();
    const loop = startLoop('x', reader, rarely, listener);
    await expect.poll(() => snapshots.length).toBe(1);
    tell('a');
    await expect.poll(() => snapshots.length).toBe(2);
    expect(snapshots[1]?.polledAt).toBe(snapshots[0]?.polledAt);
    await loop.stop();
  });
});
