import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { variable } from '../../dashboards/grafana/variable.ts';
import { parsed } from '../../dashboards/model/parts.ts';
import { type BoardFile, panelsIn, written } from './board-files.ts';

const root = path.join(import.meta.dirname, '../..');

/** What Grafana itself defines (grafana.com/docs/grafana/latest/dashboards/variables, /panels-visualizations/configure-data-links). */
const OF_GRAFANA = /^(__all|__rate_interval|__interval|__range|__url_time_range|__data\.fields\.\w+|__value\.text)$/;

// Debian has no Grafana: what it would refuse or not find is checked here as far as its documents say it.
describe('the files of the dashboards', () => {
  it('are all there is, each with its own name and title', () => {
    const files = globSync('dashboards/json/*.json', { cwd: root }).map((file) => path.basename(file, '.json'));
    expect(files.sort()).toEqual(written.map(({ file }) => file.uid).sort());
    expect(new Set(written.map(({ file }) => file.title)).size).toBe(written.length);
  });

  it.each(written)('$file.uid has no host, no address and no data source of its own', ({ file, text }) => {
    const sources = [...text.matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid).filter((uid) => uid !== file.uid);
    expect(new Set(sources)).toEqual(new Set([variable('datasource')]));
    expect(text).not.toMatch(/localhost|https?:\/\/|"id": null|\b\d+\.\d+\.\d+\.\d+\b/);
  });

  it.each(written)('$file.uid numbers each panel once', ({ file }) => {
    const ids = [...file.panels, ...file.panels.flatMap(({ panels = [] }) => panels)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(written)('$file.uid has its panels side by side within 24 columns', ({ file }) => {
    const open = file.panels;
    for (const some of [open, ...open.map(({ panels = [] }) => panels)]) expect(overlaps(some)).toEqual([]);
    for (const { gridPos } of panelsIn(file)) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  it.each(written)('$file.uid asks only with variables that it has', ({ file, text }) => {
    const names = new Set(file.templating.list.map(({ name }) => name));
    const used = [...text.matchAll(/\$\{([\w.]+)(?::\w+)?\}|\$(\w+)/g)].map(
      ([, braced, plain]) => braced ?? plain ?? '',
    );
    expect(used.filter((name) => !names.has(name) && !OF_GRAFANA.test(name) && !/^\d+$/.test(name))).toEqual([]);
    // Every choice at the top does something.
    for (const name of names) expect(used, `$${name}`).toContain(name);
  });

  it.each(written)('$file.uid leads to dashboards and runbooks that there are', ({ text }) => {
    const uids = written.map(({ file }) => file.uid);
    for (const [, uid] of text.matchAll(/\/d\/([\w-]+)/g)) expect(uids).toContain(uid);
    const pages = [...text.matchAll(/\$\{runbooks\}\/([\w-]+)\.md/g)].map(([, page]) => page);
    const mapped = [...text.matchAll(/"text": "([a-z]+(?:-[a-z]+)+)",\s+"index"/g)].map(([, page]) => page);
    for (const page of [...pages, ...mapped])
      expect(existsSync(path.join(root, `docs/runbooks/${page}.md`)), page).toBe(true);
  });

  it.each(written)('$file.uid asks what Prometheus can read', ({ file }) => {
    for (const { title, targets } of panelsIn(file)) {
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      for (const { expr } of targets) expect(() => parsed(expr), `${title}: ${expr}`).not.toThrow();
    }
    for (const { expr, target } of file.annotations.list) {
      expect(target.expr).toBe(expr);
      expect(() => parsed(expr), expr).not.toThrow();
    }
  });

  it.each(written)('$file.uid says of every panel what it means', ({ file }) => {
    for (const { title, description = '' } of panelsIn(file)) expect(description.length, title).toBeGreaterThan(15);
  });
});

function overlaps(panels: readonly Pick<BoardFile['panels'][number], 'title' | 'gridPos'>[]): readonly string[] {
  return panels.flatMap(({ title, gridPos: a }, index) =>
    panels
      .slice(index + 1)
      .filter(({ gridPos: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
      .map((other) => `${title} and ${other.title}`),
  );
}
