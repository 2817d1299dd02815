import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { limitSettings } from '../../../test/support/conntrack-evidence.ts';
import { conntrackSnapshots as fresh } from '../../../test/support/conntrack-snapshots.ts';
import { HostError } from '../../core/errors.ts';
import { ownSysctlText } from '../../core/own-sysctl-file.ts';
import type { Host } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { isRefusal, type Refusal } from '../action.ts';
import type { Evidence } from './evidence.ts';
import { evidenceSchema } from './evidence.ts';
import { observeLimit } from './observe.ts';
import { conntrackTarget } from './target.ts';

const STATISTICS = '/proc/net/stat/nf_conntrack';
const SYSCTL = '/proc/sys/net/netfilter/nf_conntrack';
const recorded = recordedHost(fileURLToPath(new URL('fixtures/namespace-full', import.meta.url)));

/** The recorded host, but for some of its files and programs. */
function but(changes: Readonly<Record<string, string | HostError | (() => string)>>, door: Host = recorded): Host {
  const changed = async (name: string, otherwise: () => Promise<string>) => {
    const change = changes[name];
    if (change instanceof HostError) throw change;
    if (change === undefined) return await otherwise();
    return typeof change === 'string' ? change : change();
  };
  return {
    ...door,
    readText: (path, signal) => changed(path, () => door.readText(path, signal)),
    run: (argv, signal) => changed(argv.join(' '), () => door.run(argv, signal)),
  };
}

async function look(netns: string, host: Host = recorded, given: unknown = {}): Promise<Evidence | Refusal> {
  const target = conntrackTarget(new Map([['netns', netns]]));
  if (isRefusal(target)) throw new Error(target.refused);
  const settings = limitSettings({ growth_over: '100ms', ...Object(given) });
  return await observeLimit({ target, settings, host, fresh, signal: AbortSignal.timeout(10_000) });
}

async function evidence(...given: Parameters<typeof look>): Promise<Evidence> {
  const seen = await look(...given);
  if (isRefusal(seen)) throw new Error(seen.refused);
  return evidenceSchema.parse(seen);
}

describe('a look at a namespace whose table is full', () => {
  it('finds its figures, what the kernel says of it and of no other, and what surrounds it', async () => {
    const { seconds, ...seen } = await evidence('blue');
    expect(seconds).toBeGreaterThanOrEqual(0.09);
    expect(seen).toEqual({
      netns: 'blue',
      limit: 30,
      buckets: 262_144,
      buckets_by: 'sysctl',
      writable: true,
      entries: 30,
      entries_before: 30,
      lost: { drop: 0, early_drop: 0, insert_failed: 0 },
      log: { lines: 2, seconds_ago: 18.8 },
      memory_available: 2 ** 33,
      entry_bytes: 256,
      all_entries: 30,
      fullest: { netns: 'blue', entries: 29 },
      file: null,
    });
  });

  it('says nothing of lines about namespaces that are gone', async () => {
    expect((await evidence('')).log).toEqual({ lines: 0, seconds_ago: null });
    expect((await evidence('red')).log).toEqual({ lines: 1, seconds_ago: 10.4 });
  });

  it('takes lines of older kernels, which name no namespace, for each', async () => {
    const line = '<4>[ 4000.000000] nf_conntrack: table full, dropping packet.\n';
    expect((await evidence('red', but({ 'dmesg --raw': line }))).log).toEqual({ lines: 0, seconds_ago: 1140.9 });
  });

  it('does without the log where it may not be read', async () => {
    const denied = new HostError('denied', 'dmesg --raw', 'read kernel buffer failed: Operation not permitted');
    expect((await evidence('blue', but({ 'dmesg --raw': denied }))).log).toBeNull();
  });
});

describe('a look at the own table', () => {
  const row = (entries: number, drop: number) =>
    `entries found drop early_drop insert_failed\n${[entries, 0, drop, 0, 1].map((one) => one.toString(16).padStart(8, '0')).join(' ')}\n`;

  it('tells growth and losses between two counts, over the end of 32 bits too', async () => {
    const rows = [row(20, 2 ** 32 - 1), row(25, 6)];
    const host = but({ [STATISTICS]: () => rows.shift() ?? '', [`${SYSCTL}_count`]: '26\n' });
    expect(await evidence('', host)).toMatchObject({
      entries_before: 20,
      entries: 26,
      lost: { drop: 7, early_drop: 0, insert_failed: 0 },
    });
  });

  it('does without counters where the kernel has none in procfs and no program can be asked', async () => {
    const host = but({
      [STATISTICS]: new HostError('absent', STATISTICS, 'ENOENT'),
      'conntrack -S': new HostError('absent', 'conntrack -S', 'no such program'),
    });
    expect(await evidence('', host)).toMatchObject({ entries: 0, entries_before: 0, lost: null });
  });

  it.each([
    ['read-only', 'test -w /proc/sys/net/netfilter/nf_conntrack_max', 'refused', 'exit code 1', { writable: false }],
    ['not to be asked about', 'test -w /proc/sys/net/netfilter/nf_conntrack_max', 'absent', '', { writable: null }],
    [
      'without a door to buckets',
      'test -w /proc/sys/net/netfilter/nf_conntrack_buckets',
      'refused',
      'exit code 1',
      { buckets_by: 'nothing' },
    ],
  ] as const)('sees that the limit is %s', async (_, command, kind, message, expected) => {
    const host = but({
      [command]: new HostError(kind, command, message),
      'test -w /sys/module/nf_conntrack/parameters/hashsize': new HostError('refused', 'test', 'exit code 1'),
    });
    expect(await evidence('', host)).toMatchObject(expected);
  });

  it('finds the door by which older kernels take buckets', async () => {
    const command = 'test -w /proc/sys/net/netfilter/nf_conntrack_buckets';
    const host = but({
      [command]: new HostError('refused', command, 'exit code 1'),
      'test -w /sys/module/nf_conntrack/parameters/hashsize': '',
    });
    expect((await evidence('', host)).buckets_by).toBe('module');
  });

  it('reads the file of its own, and knows another from it', async () => {
    const path = '/etc/sysctl.d/90-netsteward-conntrack.conf';
    const file = async (text: string | undefined) =>
      (await evidence('', text === undefined ? recorded : but({ [path]: text }), { persist: true })).file;
    const settings = 'net.netfilter.nf_conntrack_max=5 net.netfilter.nf_conntrack_buckets=512';
    expect(await file(undefined)).toBe('absent');
    expect(await file(ownSysctlText(settings))).toBe(settings);
    expect(await file(`${ownSysctlText(settings)}vm.swappiness = 1\n`)).toMatch(
      /^other text \(SHA-256 [0-9a-f]{16}\)$/,
    );
    expect(await file('')).toMatch(/^other text/);
  });
});

describe('there is nothing to look at', () => {
  it('in a namespace that the host does not have', async () => {
    expect(await look('green')).toEqual({
      refused: 'there is no network namespace green here, or it is not among those that are read',
    });
  });

  it('when the kernel tracks no connections', async () => {
    const gone = (path: string) => [path, new HostError('absent', path, 'ENOENT')] as const;
    const host = but(Object.fromEntries([gone(STATISTICS), gone(`${SYSCTL}_count`)]));
    expect(await look('', host)).toEqual({ refused: 'the kernel tracks no connections here' });
  });

  it('when the limit can not be read, in words that name the file', async () => {
    const host = but({ [`${SYSCTL}_max`]: 'many\n' });
    await expect(look('', host)).rejects.toThrow(`${SYSCTL}_max:1: expected a whole number, found "many"`);
  });

  it('when time is up while counting', async () => {
    const target = conntrackTarget(new Map());
    if (isRefusal(target)) throw new Error(target.refused);
    const signal = AbortSignal.timeout(50);
    const settings = limitSettings({ growth_over: '10s' });
    await expect(observeLimit({ target, settings, host: recorded, fresh, signal })).rejects.toThrow();
  });
});
