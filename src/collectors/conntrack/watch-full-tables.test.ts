import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import type { Occurrence } from '../../core/definition.ts';
import type { Host, KernelLogRecord } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { watchFullTables } from './watch-full-tables.ts';

const FULL = 'nf_conntrack: nf_conntrack: table full, dropping packet';
const FULL_IN_BLUE = 'nf_conntrack: nf_conntrack: table full in netns 4026532177, dropping packet';
const FULL_IN_UNKNOWN = 'nf_conntrack: nf_conntrack: table full in netns 4026532999, dropping packet';

/** A host whose kernel log the test writes itself: no recording can hold what a log will say. */
function watched(recording = 'no-limit') {
  let log: (record: KernelLogRecord) => void = () => undefined;
  const recorded = recordedHost(fileURLToPath(new URL(`fixtures/hosts/${recording}/host`, import.meta.url)));
  const host: Host = {
    ...recorded,
    run: async () => '4026532177 blue\n',
    watchKernelLog: (listener) => {
      log = listener;
    },
  };
  const ending = new AbortController();
  const told: Occurrence[] = [];
  let asked = 0;
  const listener = {
    occurred: (occurrence: Occurrence) => told.push(occurrence),
    changed: () => {
      asked += 1;
    },
  };
  watchFullTables(host, listener, ending.signal);
  return {
    write: (...messages: readonly string[]) => {
      for (const message of messages) log({ uptime: 1, message });
    },
    told: () => told.map(({ definition, subject, details }) => [definition.what, subject, details?.lines]),
    messages: () => told.map(({ message }) => message),
    asked: () => asked,
    end: () => ending.abort(),
  };
}

describe('watching for full tables', () => {
  it('tells a line at once and asks for a reading', async () => {
    const log = watched();
    log.write('usb 1-1: new device', FULL);
    expect(log.asked()).toBe(1);
    await vi.waitFor(() => expect(log.told()).toHaveLength(1));
    expect(log.told()).toEqual([['table-full', 'conntrack', 1]]);
    expect(log.messages()).toEqual(['connection tracking table is full, packets of new connections are dropped']);
    log.end();
  });

  it('names the namespace, or its inode number where no name is known, in the order of the log', async () => {
    const log = watched();
    log.write(FULL_IN_UNKNOWN, FULL_IN_BLUE, 'nf_conntrack: nf_conntrack: expectation table full', FULL);
    await vi.waitFor(() => expect(log.told()).toHaveLength(4));
    expect(log.told()).toEqual([
      ['table-full', 'net:[4026532999]:conntrack', 1],
      ['table-full', 'blue:conntrack', 1],
      ['expectations-full', 'conntrack', 1],
      ['table-full', 'conntrack', 1],
    ]);
    expect(log.messages()[1]).toBe(
      'connection tracking table of network namespace blue is full, packets of new connections are dropped',
    );
    log.end();
  });

  it('finds out which namespace it is where the kernel does not say', async () => {
    const full = watched('linux-6.18-namespace-full');
    full.write(FULL);
    await vi.waitFor(() => expect(full.told()).toEqual([['table-full', 'blue:conntrack', 1]]));
    full.end();
    // When the host's own table is full as well, it is that of the host.
    const own = watched('linux-6.12-table-full');
    own.write(FULL);
    await vi.waitFor(() => expect(own.told()).toEqual([['table-full', 'conntrack', 1]]));
    own.end();
  });

  it('folds a storm into one event a second that counts its lines', async () => {
    const log = watched();
    for (let line = 0; line < 10_000; line += 1) log.write(FULL_IN_BLUE);
    await vi.waitFor(() => expect(log.told()).toHaveLength(2), { timeout: 30_000 });
    expect(log.told()).toEqual([
      ['table-full', 'blue:conntrack', 1],
      ['table-full', 'blue:conntrack', 9999],
    ]);
    expect(log.asked()).toBe(2);
    expect(log.messages()[1]).toMatch(/dropped \(9999 lines in the kernel's log\)$/);
    log.end();
  });

  it('tells the rest at once when it ends, and nothing after', async () => {
    const log = watched();
    log.write(FULL);
    await vi.waitFor(() => expect(log.told()).toHaveLength(1));
    log.write(FULL, FULL, FULL_IN_BLUE);
    log.end();
    expect(log.told()).toEqual([
      ['table-full', 'conntrack', 1],
      ['table-full', 'net:[4026532177]:conntrack', 1],
      ['table-full', 'conntrack', 2],
    ]);
    log.write(FULL);
    await Promise.resolve();
    expect(log.told()).toHaveLength(3);
  });
});
