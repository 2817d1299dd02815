import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOfFamilies } from '../../../test/support/lines-of-families.ts';
import { diffStates } from '../../core/diff.ts';
import { messageOf } from '../../core/errors.ts';
import type { States } from '../../core/state.ts';
import type { Host, HostFacts } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import type { Reader } from '../collector.ts';
import { collector } from './index.ts';
import { familiesOfFacts } from './metrics.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const recording = (name: string): Host => recordedHost(`${FIXTURES}${name}/host`);
const cases = readdirSync(FIXTURES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);
const signal = AbortSignal.timeout(300_000);
const read = (reader: Reader) => reader.collect({ signal, changed: undefined });

async function outcomeOf(reader: Reader): Promise<unknown> {
  try {
    const { outcome, problems, states, families } = await read(reader);
    return { outcome, problems, states: [...states.values()], metrics: linesOfFamilies(families()) };
  } catch (error) {
    return { outcome: 'failed', message: messageOf(error).replaceAll(FIXTURES, '').split('\n')[0] };
  }
}

describe('the host collector on recorded hosts', () => {
  for (const name of cases) {
    it(`reads ${name}`, async () => {
      const expected = JSON.parse(readFileSync(`${FIXTURES}${name}/expected.json`, 'utf8'));
      expect(await outcomeOf(collector.open(recording(name), {}))).toEqual(expected);
    });
  }
});

/** A host whose facts are those of a recording with some of them replaced. */
async function changingHost(name: string) {
  const recorded = recording(name);
  let facts = await recorded.facts(signal);
  const reader = collector.open({ ...recorded, facts: async () => facts }, {});
  return {
    states: async () => (await read(reader)).states,
    change: (change: (facts: HostFacts) => HostFacts) => {
      facts = change(facts);
    },
  };
}

const eventsBetween = (before: States, after: States) =>
  diffStates('host', collector.kinds, before, after, 0).map(({ type, severity, data }) => [
    type,
    severity,
    data.message,
  ]);

describe('the events of a host', () => {
  it('tell a CPU that was switched off as a warning, and the same backwards as a notice', async () => {
    const four = (await read(collector.open(recording('linux-6.12-four-cpus'), {}))).states;
    const three = (await read(collector.open(recording('linux-6.12-one-cpu-off'), {}))).states;
    expect(eventsBetween(four, three)).toEqual([
      ['netsteward.host.cpus-changed', 'warning', 'the kernel runs on 3 CPUs, before on 4'],
    ]);
    expect(eventsBetween(three, four).map(([, severity]) => severity)).toEqual(['notice']);
  });

  it('tell another kernel and another version of the operating system', async () => {
    const host = await changingHost('linux-6.18');
    const before = await host.states();
    host.change((facts) => ({ ...facts, os: { ...facts.os, version: '13', kernel: '6.19.1' } }));
    expect(eventsBetween(before, await host.states())).toEqual([
      ['netsteward.host.os-version-changed', 'notice', 'version of the operating system is 13, was 12'],
      ['netsteward.host.kernel-changed', 'notice', 'kernel is 6.19.1, was 6.18.44-fc-v595'],
    ]);
  });

  it('tell memory that came or went in blocks, not what moves all the time', async () => {
    const host = await changingHost('linux-6.12-four-cpus');
    const grow = (bytes: number) =>
      host.change((facts) => ({ ...facts, memory: { ...facts.memory, total: (facts.memory.total ?? 0) + bytes } }));
    const before = await host.states();
    grow(100 * 2 ** 20);
    const drifted = await host.states();
    expect([...drifted.values()]).toEqual([...before.values()]);
    grow(1024 * 2 ** 20);
    const grown = await host.states();
    expect(eventsBetween(drifted, grown)).toEqual([
      ['netsteward.host.memory-changed', 'notice', 'memory is 3GiB, was 1.9GiB'],
    ]);
    grow(-1024 * 2 ** 20);
    expect(eventsBetween(grown, await host.states())[0]?.[1]).toBe('warning');
  });

  it('are none while nothing changes, or while something is not known', async () => {
    const host = await changingHost('linux-6.18');
    const before = await host.states();
    expect((await host.states()).get('host/host')).toBe(before.get('host/host'));
    host.change((facts) => ({ ...facts, cpu: { ...facts.cpu, threads: 0 }, os: { ...facts.os, kernel: '' } }));
    expect(eventsBetween(before, await host.states())).toEqual([]);
  });
});

describe('the metrics of a host', () => {
  it('never show a figure that no machine has, whatever is said', async () => {
    const known = await recording('linux-6.18').facts(signal);
    const figure = fc.oneof(fc.double(), fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(figure, figure, figure, figure, (threads, total, free, uptime) => {
        const facts: HostFacts = {
          ...known,
          cpu: { ...known.cpu, threads },
          memory: { ...known.memory, total, free },
          uptime,
        };
        const values = new Map(
          familiesOfFacts(facts).flatMap(({ definition, points }) =>
            points.map(({ value }) => [definition.name, Number(value)]),
          ),
        );
        for (const value of values.values()) expect(value >= 0 && Number.isFinite(value)).toBe(true);
        const isKnown = (value: number) => Number.isFinite(value) && value > 0;
        expect(values.has('netsteward_host_cpu_threads')).toBe(isKnown(threads));
        expect(values.has('netsteward_host_memory_bytes')).toBe(isKnown(total));
        expect(values.has('netsteward_host_memory_available_bytes')).toBe(isKnown(total));
        expect(values.has('netsteward_host_uptime_seconds')).toBe(isKnown(uptime));
      }),
    );
  });
});
