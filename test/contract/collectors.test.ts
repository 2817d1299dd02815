import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RegisteredCollector } from '../../src/collectors/collector.ts';
import { collectors } from '../../src/collectors/registry.ts';
import { HostError } from '../../src/core/errors.ts';
import type { Point } from '../../src/core/metric.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { stateKey } from '../../src/core/state.ts';
import type { Host } from '../../src/host/host.ts';
import { recordedHost } from '../../src/host/recorded-host.ts';
import { readOnce } from '../../src/schedule/read-once.ts';
import { type Trouble, troubledHost } from './troubled-host.ts';

const folder = join(import.meta.dirname, '../../src/collectors');
const never = new AbortController().signal;
const PATIENCE_MS = 20_000;

/** Every recorded host of the golden metrics and of the collector itself. */
function hostsOf({ name }: RegisteredCollector): readonly string[] {
  const own = join(folder, name, 'fixtures/hosts');
  const folders = existsSync(own)
    ? readdirSync(own, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : [];
  // Where a case has more to it than a host, such as what is expected of it, the host is a folder in it.
  const roots = folders
    .map((entry) => join(own, entry.name))
    .map((root) => [join(root, 'host'), root].find(existsSync) ?? root);
  return [join(import.meta.dirname, '../golden/recorded'), ...roots];
}

async function read(collector: RegisteredCollector, host: Host, deadlineMs = PATIENCE_MS): Promise<Snapshot> {
  return await readOnce(collector.name, collector.open(host, {}), undefined, deadlineMs, 0, never);
}

/** Whatever was seen, what is told of it holds together. */
function expectSound(collector: RegisteredCollector, snapshot: Snapshot): void {
  const kinds = new Set(collector.kinds.map(({ kind }) => kind));
  for (const [key, state] of snapshot.states) {
    expect(key).toBe(stateKey(state));
    expect(kinds).toContain(state.kind);
    for (const field of Object.keys(state.fields)) expect(field).toMatch(/^[a-z0-9_]+$/);
  }
  for (const { definition, points } of snapshot.families()) {
    expect(collector.metrics).toContain(definition);
    const series = points.map(({ labels }) => JSON.stringify(labels));
    expect(new Set(series).size, `${definition.name} has one point a series`).toBe(series.length);
    for (const { value } of points) expect(figureOf(value), definition.name).not.toBeNaN();
  }
  if (snapshot.outcome === 'partial' || snapshot.outcome === 'failed') expect(snapshot.problems).not.toEqual([]);
  if (snapshot.outcome === 'ok' || snapshot.outcome === 'absent') expect(snapshot.problems).toEqual([]);
  if (snapshot.outcome === 'failed' || snapshot.outcome === 'absent') expect(snapshot.families()).toEqual([]);
}

/** Metrics that tell the most among all that could be read: less when less could. */
const maxima = new Set(['netsteward_conntrack_fullest_namespace_ratio']);

/** The values of each metric. */
function figuresOf(snapshot: Snapshot): ReadonlyMap<string, readonly number[]> {
  return new Map(
    snapshot.families().map(({ definition, points }) => [definition.name, points.map(({ value }) => figureOf(value))]),
  );
}

/** A histogram counts as how many values it has seen. */
function figureOf(value: Point['value']): number {
  return typeof value === 'number' ? value : value.count;
}

/** What is left of `values` when each of `known` is taken away once. */
function without(values: readonly number[], known: readonly number[]): readonly number[] {
  const left = [...values];
  for (const value of known) {
    const index = left.indexOf(value);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

/** What the collector asks of the host in its first reading. */
async function questionsOf(collector: RegisteredCollector, host: Host): Promise<readonly string[]> {
  const asked = new Set<string>();
  const listening = troubledHost(host, (question) => {
    asked.add(question);
    return undefined;
  });
  await read(collector, listening);
  return [...asked];
}

/** Spoils the answers to one question after the other. */
async function spoilEach(collector: RegisteredCollector, root: string, trouble: Trouble, deadlineMs = PATIENCE_MS) {
  const host = recordedHost(root);
  const results: { readonly question: string; readonly snapshot: Snapshot }[] = [];
  for (const question of await questionsOf(collector, host)) {
    const spoilt = troubledHost(host, (asked) => (asked === question ? trouble : undefined));
    results.push({ question, snapshot: await read(collector, spoilt, deadlineMs) });
  }
  return results;
}

describe.each(collectors.map((collector) => [collector.name, collector] as const))(
  'the collector %s',
  (name, collector) => {
    const empty = mkdtempSync(join(tmpdir(), 'netsteward-'));
    afterAll(() => rmSync(empty, { recursive: true }));

    it('names its metrics after itself and tells what they are', () => {
      const prefix = `netsteward_${name.replaceAll('-', '_')}_`;
      for (const { name: metric, type, help, source, labels } of collector.metrics) {
        expect(metric.startsWith(prefix), metric).toBe(true);
        expect(metric).toMatch(/^[a-z0-9_]+$/);
        expect(metric.endsWith('_total'), metric).toBe(type === 'counter');
        expect(help).toMatch(/\.$/);
        expect(source).not.toBe('');
        for (const label of labels) expect(label).toMatch(/^[a-z][a-z0-9_]*$/);
      }
    });

    it('compares others only that compare none', () => {
      const compared = collectors.filter((other) => collector.compares?.includes(other.name));
      expect(compared.filter(({ compares }) => compares !== undefined)).toEqual([]);
    });

    it('tells of a healthy host what it can stand for', async () => {
      for (const root of hostsOf(collector)) expectSound(collector, await read(collector, recordedHost(root)));
    });

    it('sees no change where there is none', async () => {
      for (const root of hostsOf(collector)) {
        const reader = collector.open(recordedHost(root), {});
        const readAgain = () => readOnce(name, reader, undefined, PATIENCE_MS, 0, never);
        const [first, second] = [await readAgain(), await readAgain()];
        expect([...second.states.keys()].sort()).toEqual([...first.states.keys()].sort());
        for (const [key, state] of second.states) expect(state, key).toBe(first.states.get(key));
        expect(second.occurrences).toEqual([]);
      }
    });

    it('is absent or failed on a host that has nothing, and exports nothing', async () => {
      const snapshot = await read(collector, recordedHost(empty));
      expectSound(collector, snapshot);
      expect(['absent', 'failed']).toContain(snapshot.outcome);
    });

    it('never takes broken text for a figure', async () => {
      const broken = { instead: '\u0000 {"x": [ ~ broken 7\n' };
      for (const root of hostsOf(collector)) {
        const healthy = figuresOf(await read(collector, recordedHost(root)));
        for (const { question, snapshot } of await spoilEach(collector, root, broken)) {
          expectSound(collector, snapshot);
          for (const [metric, values] of figuresOf(snapshot)) {
            if (maxima.has(metric)) continue;
            expect(without(values, healthy.get(metric) ?? []), `${metric} when ${question} is broken`).toEqual([]);
          }
        }
      }
    });

    it('says what is broken when a file of numbers is', async () => {
      const [root = ''] = hostsOf(collector);
      for (const { question, snapshot } of await spoilEach(collector, root, { instead: 'broken\n' })) {
        // What is one word anyway, a name or a mode, can't be told from another word.
        if (!/^(\w+:)?\/proc|^(\w+:)?ip /.test(question)) continue;
        expect(snapshot.outcome, question).toMatch(/^(partial|failed)$/);
      }
    });

    it('lives with anything that vanishes while it is read', async () => {
      const gone = { error: new HostError('absent', 'it', 'no such file or directory (ENOENT)') };
      for (const root of hostsOf(collector)) {
        for (const { snapshot } of await spoilEach(collector, root, gone)) expectSound(collector, snapshot);
      }
    });

    it('says so when something may not be read', async () => {
      const denied = { error: new HostError('denied', 'it', 'permission denied (EACCES)') };
      const [root = ''] = hostsOf(collector);
      for (const { snapshot } of await spoilEach(collector, root, denied)) expectSound(collector, snapshot);
    });

    it('ends at its deadline when an answer never comes', async () => {
      const [root = ''] = hostsOf(collector);
      for (const { question, snapshot } of await spoilEach(collector, root, { never: true }, 30)) {
        expectSound(collector, snapshot);
        expect(snapshot.outcome, question).toMatch(/^(partial|failed)$/);
      }
    });

    it('shows what it can when one answer is cut at the deadline of the read', async () => {
      const late = { error: new HostError('deadline', 'it', 'no answer within 1000 ms') };
      const [root = ''] = hostsOf(collector);
      for (const { question, snapshot } of await spoilEach(collector, root, late)) {
        expectSound(collector, snapshot);
        expect(snapshot.outcome, question).toMatch(/^(partial|failed)$/);
      }
    });
  },
);
