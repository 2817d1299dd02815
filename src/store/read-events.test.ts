import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventDraft, eventDrafts } from '../../test/support/event-draft.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import type { CloudEvent } from '../core/event.ts';
import { openStore } from './open-store.ts';
import { type ReadEventsOptions, readEvents } from './read-events.ts';

const signal = AbortSignal.timeout(300_000);

function opened(file: string) {
  const store = openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });
  onTestFinished(() => store.close());
  return store;
}

const newFile = () => path.join(privateDirectory(), 'events.db');

async function all(options: Partial<ReadEventsOptions> & { readonly path: string }): Promise<readonly CloudEvent[]> {
  const events: CloudEvent[] = [];
  for await (const event of readEvents({ signal, ...options })) events.push(event);
  return events;
}

describe('reading events beside the agent', () => {
  it('gives all of them in order, however many there are', async () => {
    const file = newFile();
    const events = opened(file).record({ events: eventDrafts(1_234) });
    expect(await all({ path: file })).toEqual(events);
  });

  it('gives those since a time', async () => {
    const file = newFile();
    const events = opened(file).record({ events: [10, 20, 30].map((time) => eventDraft({ time })) });
    expect(await all({ path: file, since: 20 })).toEqual(events.slice(1));
  });

  it('gives none when there is none', async () => {
    const file = newFile();
    opened(file);
    expect(await all({ path: file })).toEqual([]);
  });

  it('follows new events of any time until it is told to stop, and misses none', async () => {
    const file = newFile();
    const store = opened(file);
    store.record({ events: [eventDraft({ time: 10 })] });
    const stop = new AbortController();
    const seen: CloudEvent[] = [];
    const reading = (async () => {
      for await (const event of readEvents({ path: file, since: 20, follow: true, signal: stop.signal })) {
        seen.push(event);
        if (seen.length === 700) stop.abort();
      }
    })();
    const written: CloudEvent[] = [];
    for (let n = 0; n < 70; n += 1) {
      written.push(...store.record({ events: eventDrafts(10, { time: 15 + n }) }));
      await new Promise(setImmediate);
    }
    await reading;
    const first = Number(seen[0]?.sequence);
    expect(seen.slice(0, 600)).toEqual(written.filter(({ sequence }) => Number(sequence) >= first).slice(0, 600));
  });

  it('ends when told to stop while nothing happens', async () => {
    const file = newFile();
    opened(file);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    expect(await all({ path: file, follow: true, signal: stop.signal })).toEqual([]);
  });

  it('says clearly that there is no store', async () => {
    const file = newFile();
    await expect(all({ path: file })).rejects.toThrow(
      `${file}: there is no event store here; start netsteward, or name its state directory`,
    );
  });

  it('says clearly that another version of netsteward wrote the store', async () => {
    const file = newFile();
    opened(file).close();
    const setVersion = (version: number) => {
      const database = new DatabaseSync(file);
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
    };
    setVersion(99);
    await expect(all({ path: file })).rejects.toThrow('it was written by a newer netsteward (schema 99');
    setVersion(0);
    await expect(all({ path: file })).rejects.toThrow('it was written by an older netsteward; start this version once');
  });

  it('says clearly that the store it follows was replaced', async () => {
    const file = newFile();
    opened(file).close();
    const following = all({ path: file, follow: true });
    renameSync(file, `${file}.old`);
    opened(file);
    await expect(following).rejects.toThrow(`${file}: it was replaced by another file; start again`);
  });
});

describe('reading events as a user who may not write', () => {
  /** Reads with a program of its own, as nobody. */
  const asNobody = (file: string) => {
    const program = `
      import { readEvents } from ${JSON.stringify(path.join(import.meta.dirname, 'read-events.ts'))};
      import { messageOf } from ${JSON.stringify(path.join(import.meta.dirname, '../core/errors.ts'))};
      process.setgid(65534);
      process.setuid(65534);
      try {
        for await (const { subject } of readEvents({ path: ${JSON.stringify(file)}, signal: AbortSignal.timeout(10_000) })) console.log(subject);
      } catch (error) {
        console.log(messageOf(error));
      }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      encoding: 'utf8',
    });
    return (stdout + stderr).trim();
  };

  it('works beside the agent and after it, and says when a log was left behind that only its owner can read', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can become another user');
    const directory = privateDirectory();
    chmodSync(directory, 0o755);
    const file = path.join(directory, 'events.db');
    const store = opened(file);
    store.record({ events: [eventDraft({ subject: 'eth7' })] });
    expect(asNobody(file)).toBe('eth7');
    const left = path.join(directory, 'left.db');
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, left + suffix);
    store.close();
    expect(asNobody(file)).toBe('eth7');
    expect(asNobody(left)).toContain(
      `${left}: its writer did not end in order; start it again, or read it as its owner`,
    );
  });
});
