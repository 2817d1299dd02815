import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { startRecordedFleet } from '../dashboards/recorded-fleet.ts';
import { exampleWith } from './example.ts';
import { type discovery, exported, type prototype, type step } from './zabbix-schema.ts';

const text = exampleWith('zabbix/netsteward.yaml');
const {
  zabbix_export: {
    templates: [found],
  },
} = exported.parse(parse(text));
const prototypes = found.discovery_rules.flatMap(({ item_prototypes }) => item_prototypes);
const triggers = [
  ...found.items.flatMap((one) => (one.triggers ?? []).map((own) => ({ own, of: one.key }))),
  ...prototypes.flatMap((one) => (one.trigger_prototypes ?? []).map((own) => ({ own, of: one.key }))),
];

describe('the template for Zabbix', () => {
  it('names everything once', () => {
    const all = [
      found.uuid,
      ...triggers.map(({ own }) => own.uuid),
      ...[...found.items, ...found.discovery_rules, ...prototypes].map((one) => one.uuid),
    ];
    expect(new Set(all).size).toBe(all.length);
    const keys = [...found.items, ...found.discovery_rules, ...prototypes].map((one) => one.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes everything from one page, and each trigger looks at the item that it stands with', () => {
    const [page] = found.items.filter(({ type }) => type === 'HTTP_AGENT');
    for (const one of [...found.items, ...found.discovery_rules, ...prototypes]) {
      if (one !== page) expect(one.master_item?.key, one.key).toBe(page?.key);
    }
    for (const { own, of } of triggers) {
      const keys = [...own.expression.matchAll(/\/netsteward by HTTP\/([^,)[]+(?:\[[^\]]*\])?)/g)].map(
        ([, one]) => one,
      );
      expect(new Set(keys), own.expression).toEqual(new Set([of]));
    }
  });

  it('uses macros and value maps that it has, and runbooks that there are', () => {
    const macros = new Set(found.macros.map(({ macro }) => macro));
    for (const [macro] of text.matchAll(/\{\$[A-Z0-9_.]+\}/g)) expect(macros).toContain(macro);
    const maps = new Set(found.valuemaps.map(({ name }) => name));
    for (const { valuemap } of [...found.items, ...prototypes])
      if (valuemap !== undefined) expect(maps).toContain(valuemap.name);
    for (const { own } of triggers) {
      const [, page] = /\/([\w-]+\.md)$/.exec(own.url ?? '') ?? [];
      if (own.url !== undefined)
        expect(existsSync(path.join(import.meta.dirname, '../../docs/runbooks', page ?? '-')), own.url).toBe(true);
    }
  });

  it('finds every series that it asks for on hosts that have it', { timeout: 150_000 }, async () => {
    const targets = [...(await startRecordedFleet()).values()];
    await expect
      .poll(
        async () => {
          const pages = await Promise.all(
            targets.map(async (target) => seriesOf(await (await fetch(`http://${target}/metrics`)).text())),
          );
          return [
            ...patternsIn(found.items.flatMap(({ preprocessing = [] }) => preprocessing)),
            ...found.discovery_rules.flatMap(({ preprocessing }) => patternsIn(preprocessing)),
            ...found.discovery_rules.flatMap((rule) => rule.item_prototypes.map((one) => patternFor(rule, one, pages))),
          ].filter((pattern) => !MAY_BE_MISSING.includes(pattern) && !pages.some((page) => fitting(page, pattern)[0]));
        },
        { timeout: 100_000, interval: 1_000 },
      )
      .toEqual([]);
  });
});

/** Alerts of a kind that nothing fires there, and actions, which an agent may not have. */
const MAY_BE_MISSING = ['netsteward_alerts{alertstate="firing",severity="info"}', 'netsteward_actions_pending'];

type Step = z.output<typeof step>;
type Rule = z.output<typeof discovery>;

function patternsIn(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ type, parameters }) => (type.startsWith('PROMETHEUS_') ? parameters.slice(0, 1) : []));
}

/** The labels of all series of a page, by their name. */
type Page = ReadonlyMap<string, readonly Labels[]>;
type Labels = ReadonlyMap<string, string>;

// netsteward_bond_up{netns="",bond="bond0"} 1
const SAMPLE = /^([a-z_0-9]+)(?:\{.*\})? \S+$/;

function seriesOf(page: string): Page {
  const samples = page.split('\n').flatMap((line) => {
    const [, name] = SAMPLE.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels: labelsIn(line) }];
  });
  const byName = Map.groupBy(samples, ({ name }) => name);
  return new Map([...byName].map(([name, some]) => [name, some.map(({ labels }) => labels)]));
}

function labelsIn(series: string): Labels {
  return new Map([...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]));
}

function fitting(page: Page, pattern: string): readonly Labels[] {
  const wanted = [...labelsIn(pattern)];
  const all = page.get(/^[a-z_0-9]+/.exec(pattern)?.[0] ?? '') ?? [];
  return all.filter((labels) => wanted.every(([label, value]) => (labels.get(label) ?? '') === value));
}

/** The pattern of a prototype for an object that some page has, or with the macros in it when none has one. */
function patternFor(rule: Rule, { preprocessing = [] }: z.output<typeof prototype>, pages: readonly Page[]): string {
  const [of = ''] = patternsIn(rule.preprocessing);
  const [pattern = ''] = patternsIn(preprocessing);
  for (const page of pages) {
    for (const labels of fitting(page, of)) {
      const meant = rule.lld_macro_paths.reduce(
        (now, { lld_macro, path: place }) =>
          now.replaceAll(lld_macro, labels.get(place.replace('$.labels.', '')) ?? '-'),
        pattern,
      );
      if (fitting(page, meant)[0] !== undefined) return meant;
    }
  }
  return pattern;
}
