import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HostError, messageOf } from '../../core/errors.ts';
import type { Family } from '../../core/metric.ts';
import type { Host } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import type { Reader } from '../collector.ts';
import { collector } from './index.ts';

const HOSTS = fileURLToPath(new URL('fixtures/hosts/', import.meta.url));
const recording = (name: string): Host => recordedHost(`${HOSTS}${name}/host`);
const read = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(10_000), changed: undefined });

/** `netsteward_conntrack_entries{netns="blue"} 64` */
function linesOfFamilies(families: readonly Family[]): readonly string[] {
  return families.flatMap(({ definition, points }) =>
    points.map(({ labels, value }) => {
      const pairs = definition.labels.map((label, index) => `${label}=${JSON.stringify(labels[index])}`);
      return `${definition.name}{${pairs.join(',')}} ${value}`;
    }),
  );
}

async function outcomeOf(reader: Reader): Promise<unknown> {
  try {
    const { outcome, problems, states, families } = await read(reader);
    return { outcome, problems, states: [...states.values()], metrics: linesOfFamilies(families()) };
  } catch (error) {
    return { outcome: 'failed', message: messageOf(error) };
  }
}

describe('the conntrack collector on recorded hosts', () => {
  for (const name of readdirSync(HOSTS)) {
    it(`reads ${name}`, async () => {
      const settings = `${HOSTS}${name}/settings.json`;
      const reader = collector.open(
        recording(name),
        existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {},
      );
      const expected = JSON.parse(readFileSync(`${HOSTS}${name}/expected.json`, 'utf8'));
      expect(await outcomeOf(reader)).toEqual(expected);
    });
  }

  it('fails when its deadline comes before everything was read', async () => {
    const deadline = new AbortController();
    const host: Host = {
      ...recording('linux-6.12-table-full'),
      namespaces: async () => {
        deadline.abort(new Error('too late'));
        return [];
      },
    };
    const reader = collector.open(host, {});
    await expect(reader.collect({ signal: deadline.signal, changed: undefined })).rejects.toThrow('too late');
  });
});

/** A recorded host whose answers the test changes between readings. */
function changingHost(name: string, texts: Map<string, string | HostError>): Host {
  const host = recording(name);
  return {
    ...host,
    readText: async (path, signal) => {
      const text = texts.get(path);
      if (text instanceof HostError) throw text;
      return text ?? (await host.readText(path, signal));
    },
  };
}

const MAX = '/proc/sys/net/netfilter/nf_conntrack_max';

describe('the conntrack collector, reading again,', () => {
  it('gives the same objects for what did not change', async () => {
    const texts = new Map<string, string | HostError>();
    const reader = collector.open(changingHost('linux-6.12-table-full', texts), {});
    const first = await read(reader);
    texts.set(MAX, '31\n');
    const second = await read(reader);
    const changed = [...second.states].filter(([key, state]) => first.states.get(key) !== state);
    expect(changed.map(([key]) => key)).toEqual(['table/conntrack']);
  });

  it('keeps the last known limit in its state, but exports none, while it cannot be read', async () => {
    const texts = new Map<string, string | HostError>();
    const reader = collector.open(changingHost('linux-6.12-table-full', texts), {});
    const first = await read(reader);
    texts.set(MAX, new HostError('deadline', MAX, 'no answer'));
    const second = await read(reader);
    expect(second.outcome).toBe('partial');
    expect(second.states.get('table/conntrack')).toBe(first.states.get('table/conntrack'));
    expect(linesOfFamilies(second.families()).filter((line) => /limit\{\}|ratio/.test(line))).toEqual([
      'netsteward_conntrack_expectations_limit{} 1024',
    ]);
  });

  it('forgets its states when the module is unloaded', async () => {
    const texts = new Map<string, string | HostError>();
    const reader = collector.open(changingHost('linux-6.12-table-full', texts), {});
    await read(reader);
    for (const path of ['/proc/net/stat/nf_conntrack', '/proc/sys/net/netfilter/nf_conntrack_count']) {
      texts.set(path, new HostError('absent', path, 'ENOENT'));
    }
    const second = await read(reader);
    expect([second.outcome, second.states.size, second.families().length]).toEqual(['absent', 0, 0]);
  });
});

describe('the conntrack collector, when a namespace does not answer,', () => {
  it('reads the others and names the one', async () => {
    const root = mkdtempSync(join(tmpdir(), 'nst-conntrack-'));
    const fifo = join(root, 'netns/blue/proc/net/stat/nf_conntrack');
    try {
      cpSync(`${HOSTS}linux-6.18-namespace-full/host`, root, { recursive: true });
      rmSync(fifo);
      execFileSync('mkfifo', [fifo]);
      const collected = await read(collector.open(recordedHost(root, { readDeadlineMs: 100 }), {}));
      expect([collected.outcome, collected.problems.map(({ subject }) => subject)]).toEqual(['partial', ['blue']]);
      expect(linesOfFamilies(collected.families()).filter((line) => line.includes('_entries{'))).toEqual([
        'netsteward_conntrack_entries{netns=""} 0',
        'netsteward_conntrack_entries{netns="red"} 0',
      ]);
    } finally {
      // The thread that waits in open(2) gets its other side, and ends.
      writeFileSync(fifo, '');
      rmSync(root, { recursive: true });
    }
  });
});

describe('the settings of the conntrack collector', () => {
  it('refuse unknown keys and names that are no timeout', () => {
    const open = (settings: unknown) => () => collector.open(recording('no-limit'), settings);
    expect(open({ counter: 'all' })).toThrow(/counter/);
    expect(open({ timeouts: ['../../kernel/hostname'] })).toThrow(/tcp_established/);
  });
});
