import { once } from 'node:events';
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { agentView } from '../../../test/support/agent-view.ts';
import { webServer } from '../../../test/support/web-server.ts';
import type { Family, MetricDefinition } from '../../core/metric.ts';
import type { AgentView } from '../exporter.ts';
import { exporter as prometheusExporter } from './index.ts';

const up: MetricDefinition = {
  name: 'netsteward_bond_slaves_up',
  type: 'gauge',
  help: 'Slaves that are up.',
  labels: ['bond'],
  source: 'test',
};
const failures: MetricDefinition = { ...up, name: 'netsteward_bond_failures_total', type: 'counter' };
const families = (value: number): readonly Family[] => [
  { definition: up, points: [{ labels: ['bond0'], value }] },
  { definition: failures, points: [{ labels: ['bond0'], value }] },
];
const OPENMETRICS = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';

/** A server with the metrics page of an agent that has these families. */
async function serve(about: Partial<AgentView>, settings: unknown = {}) {
  const exporter = prometheusExporter.open(agentView(about), settings);
  const { url } = await webServer({ routes: exporter?.routes ?? [] });
  const own = (name: string) => exporter?.families?.().find(({ definition }) => definition.name === name)?.points ?? [];
  return { url, page: `${url}/metrics`, own };
}

describe('a scrape', () => {
  it('gets the text format', async () => {
    const { page } = await serve({ families: () => families(2) });
    const response = await fetch(page);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('vary')).toBe('Accept, Accept-Encoding');
    expect(await response.text()).toMatch(/\nnetsteward_bond_failures_total\{bond="bond0"\} 2\n$/);
  });

  it('gets OpenMetrics when it asks for that', async () => {
    const { page } = await serve({ families: () => families(2) });
    const response = await fetch(page, { headers: { accept: OPENMETRICS } });
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(await response.text()).toMatch(/\n# TYPE netsteward_bond_failures counter\n.*\n# EOF\n$/);
  });

  it('gets it compressed when it can read that, the same text', async () => {
    const points = Array.from({ length: 20_000 }, (_, index) => ({ labels: [`bond${index}`], value: index }));
    const { page } = await serve({ families: () => [{ definition: up, points }] });
    const ask = async (encoding: string) => {
      const [response] = await once(get(page, { headers: { 'accept-encoding': encoding } }), 'response');
      return { encoding: response.headers['content-encoding'], body: await buffer(response) };
    };
    const [packed, plain] = [await ask('gzip'), await ask('identity')];
    expect([packed.encoding, plain.encoding]).toEqual(['gzip', undefined]);
    expect(packed.body.length).toBeLessThan(plain.body.length / 5);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    expect(plain.body.toString()).toContain('\nnetsteward_bond_slaves_up{bond="bond19999"} 19999\n');
  });

  it('for the head gets the headers alone', async () => {
    const { page, own } = await serve({ families: () => families(2) });
    const response = await fetch(page, { method: 'HEAD', headers: { accept: OPENMETRICS } });
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(await response.text()).toBe('');
    expect(own('netsteward_scrapes_total')).toEqual([]);
  });

  it('shows what was true when it began, whatever changes while it is written', async () => {
    let value = 0;
    const many = () =>
      Array.from({ length: 200 }, (_, metric) => ({
        definition: { ...up, name: `netsteward_test_${metric}` } as const,
        points: Array.from({ length: 100 }, (_, index) => ({ labels: [`bond${index}`], value })),
      }));
    const { page } = await serve({ families: many });
    const timer = setInterval(() => {
      value += 1;
    }, 1);
    const texts = await Promise.all([1, 2, 3, 4].map(async () => (await fetch(page)).text()));
    clearInterval(timer);
    for (const text of texts) {
      const values = text.match(/(?<=\} ).*/g);
      expect(values).toHaveLength(20_000);
      expect(new Set(values).size).toBe(1);
    }
  });

  it('that meets an agent without families gets a 500 with the reason, and the next one what there is', async () => {
    let broken = true;
    const view = () => {
      if (broken) throw new Error('the bond collector has lost its mind');
      return families(1);
    };
    const { page, own } = await serve({ families: view });
    const response = await fetch(page);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("the metrics can't be put together: the bond collector has lost its mind\n");
    expect(own('netsteward_scrape_failures_total')).toContainEqual({ labels: ['error'], value: 1 });
    broken = false;
    expect((await fetch(page)).status).toBe(200);
  });

  it('that fails half way is cut off, and told once', async () => {
    const trap = { definition: up, points: [{ labels: ['bond0'], value: 1 }] };
    const poisoned = new Proxy(trap.points, {
      get: (target, key, receiver) => {
        if (key === 'map') throw new Error('poison');
        return Reflect.get(target, key, receiver);
      },
    });
    const logged: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
    const filler = Array.from({ length: 5_000 }, (_, index) => ({ labels: [`bond${index}`], value: index }));
    const { page, own } = await serve({
      families: () => [
        { definition: failures, points: filler },
        { definition: up, points: poisoned },
      ],
      log,
    });
    await expect(fetch(page).then((response) => response.text())).rejects.toThrow();
    await expect.poll(() => own('netsteward_scrape_failures_total')).toContainEqual({ labels: ['error'], value: 1 });
    expect(logged.join('')).toContain('poison');
  });

  it('that its client gives up is counted as such', async () => {
    const points = Array.from({ length: 200_000 }, (_, index) => ({ labels: [`bond${index}`], value: index }));
    const { page, own } = await serve({ families: () => [{ definition: up, points }] });
    const asked = get(page);
    const [response] = await once(asked, 'response');
    response.on('error', () => {});
    asked.destroy();
    await expect
      .poll(() => own('netsteward_scrape_failures_total'))
      .toEqual([
        { labels: ['error'], value: 0 },
        { labels: ['aborted'], value: 1 },
      ]);
  });
});

describe('contradictions', () => {
  it('are left out, counted, and told once', async () => {
    const logged: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
    const { page, own } = await serve({ families: () => [...families(1), ...families(2)], log });
    expect(await (await fetch(page)).text()).not.toContain('} 2\n');
    await fetch(page);
    expect(own('netsteward_scrape_left_out_points')).toEqual([{ labels: [], value: 2 }]);
    expect(logged).toHaveLength(2);
  });
});

describe("the exporter's own metrics", () => {
  it('tell of the last scrape', async () => {
    const { page, own } = await serve({ families: () => families(1) });
    expect(own('netsteward_scrape_size_bytes')).toEqual([]);
    const text = await (await fetch(page)).text();
    await fetch(page, { headers: { accept: OPENMETRICS } });
    await (await fetch(page)).text();
    await expect.poll(() => own('netsteward_scrape_size_bytes')).toEqual([{ labels: [], value: text.length }]);
    expect(own('netsteward_scrapes_total')).toEqual([
      { labels: ['text'], value: 2 },
      { labels: ['openmetrics'], value: 1 },
    ]);
    expect(own('netsteward_scrape_duration_seconds')[0]?.value).toBeGreaterThan(0);
  });
});

describe('the settings', () => {
  it('can move the page, or take it away', async () => {
    const { url, page } = await serve({}, { path: '/other/metrics' });
    expect([(await fetch(`${url}/other/metrics`)).status, (await fetch(page)).status]).toEqual([200, 404]);
    expect(prometheusExporter.open(agentView(), { enabled: false })).toBeUndefined();
  });
});
