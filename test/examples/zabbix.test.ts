import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { startRecordedFleet } from '../dashboards/recorded-fleet.ts';
import { exampleWith } from './example.ts';

// There is no Zabbix server here: the file is held against the elements of templates that its manual lists
// (zabbix.com/documentation/7.0/en/manual/xml_export_import/templates). What Zabbix makes of it, only Zabbix can tell.
const uuid = z
  .string()
  .regex(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/, 'expected a uuid of version 4, without dashes');
const key = z.string().regex(/^[0-9A-Za-z._-]+(\[.*\])?$/);
const tags = z.array(z.strictObject({ tag: z.string(), value: z.string() }));
const trigger = z.strictObject({
  uuid,
  expression: z.string(),
  name: z.string().max(255),
  url_name: z.string().max(64).optional(),
  url: z.string().max(2048).optional(),
  priority: z.enum(['NOT_CLASSIFIED', 'INFO', 'WARNING', 'AVERAGE', 'HIGH', 'DISASTER']),
  description: z.string(),
  tags: tags.optional(),
});
const onError = {
  error_handler: z.enum(['DISCARD_VALUE', 'CUSTOM_VALUE', 'CUSTOM_ERROR']).optional(),
  error_handler_params: z.string().optional(),
};
const texts = (count: number) => z.array(z.string()).length(count);
const step = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('PROMETHEUS_PATTERN'),
    parameters: z.union([
      z.tuple([z.string(), z.literal('value'), z.literal('')]),
      z.tuple([z.string(), z.literal('label'), z.string().min(1)]),
      z.tuple([z.string(), z.literal('function'), z.enum(['sum', 'min', 'max', 'avg', 'count'])]),
    ]),
    ...onError,
  }),
  z.strictObject({ type: z.literal('PROMETHEUS_TO_JSON'), parameters: texts(1), ...onError }),
  z.strictObject({ type: z.literal('JSONPATH'), parameters: texts(1), ...onError }),
  z.strictObject({ type: z.literal('CHANGE_PER_SECOND'), parameters: z.tuple([z.literal('')]) }),
  z.strictObject({ type: z.literal('DISCARD_UNCHANGED_HEARTBEAT'), parameters: texts(1) }),
]);
const described = { uuid, name: z.string().max(255), key, delay: z.string(), description: z.string() };
const master = z.strictObject({ key });
const item = z.strictObject({
  ...described,
  type: z.enum(['HTTP_AGENT', 'DEPENDENT']),
  history: z.string().optional(),
  trends: z.literal('0').optional(),
  value_type: z.enum(['FLOAT', 'UNSIGNED', 'CHAR', 'TEXT']),
  units: z.string().optional(),
  timeout: z.string().optional(),
  url: z.string().optional(),
  valuemap: z.strictObject({ name: z.string() }).optional(),
  preprocessing: z.array(step).min(1).optional(),
  master_item: master.optional(),
  tags,
  triggers: z.array(trigger).optional(),
});
const { triggers: _, ...ofItem } = item.shape;
const prototype = z.strictObject({ ...ofItem, trigger_prototypes: z.array(trigger).optional() });
const discovery = z.strictObject({
  ...described,
  type: z.literal('DEPENDENT'),
  lifetime: z.string(),
  item_prototypes: z.array(prototype).min(1),
  master_item: master,
  lld_macro_paths: z.array(
    z.strictObject({ lld_macro: z.string().regex(/^\{#[A-Z0-9_.]+\}$/), path: z.string().regex(/^\$\.labels\.\w+$/) }),
  ),
  preprocessing: z.array(step).length(1),
});
const template = z.strictObject({
  uuid,
  template: z.string(),
  name: z.string(),
  description: z.string(),
  groups: z.array(z.strictObject({ name: z.string() })),
  items: z.array(item),
  discovery_rules: z.array(discovery),
  tags,
  macros: z.array(
    z.strictObject({ macro: z.string().regex(/^\{\$[A-Z0-9_.]+\}$/), value: z.string(), description: z.string() }),
  ),
  valuemaps: z.array(
    z.strictObject({
      uuid,
      name: z.string(),
      mappings: z.array(z.strictObject({ value: z.string(), newvalue: z.string() })),
    }),
  ),
});
const exported = z.strictObject({
  zabbix_export: z.strictObject({
    version: z.literal('7.0'),
    template_groups: z.array(z.strictObject({ uuid, name: z.string() })),
    templates: z.tuple([template]),
  }),
});

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

  it('finds every series that it asks for on hosts that have it', { timeout: 60_000 }, async () => {
    const targets = await startRecordedFleet();
    const pages = () =>
      Promise.all([...targets.values()].map(async (target) => (await fetch(`http://${target}/metrics`)).text()));
    const fits = (page: string, pattern: string) => page.split('\n').some((line) => matches(line, pattern));
    await expect
      .poll(
        async () => {
          const now = await pages();
          return [
            ...patternsIn(found.items.flatMap(({ preprocessing = [] }) => preprocessing)),
            ...found.discovery_rules.flatMap(({ preprocessing }) => patternsIn(preprocessing)),
            ...found.discovery_rules.flatMap((rule) => rule.item_prototypes.map((one) => patternFor(rule, one, now))),
          ].filter((pattern) => !MAY_BE_MISSING.includes(pattern) && !now.some((page) => fits(page, pattern)));
        },
        { timeout: 40_000, interval: 1_000 },
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

/** The pattern of a prototype for an object that some page has, or with the macros in it when none has one. */
function patternFor(rule: Rule, { preprocessing = [] }: z.output<typeof prototype>, pages: readonly string[]): string {
  const [of = ''] = patternsIn(rule.preprocessing);
  const [pattern = ''] = patternsIn(preprocessing);
  const candidates = pages
    .flatMap((page) => page.split('\n'))
    .filter((line) => matches(line, of))
    .map((line) =>
      rule.lld_macro_paths.reduce(
        (now, { lld_macro, path: place }) =>
          now.replaceAll(lld_macro, labelsIn(line).get(place.replace('$.labels.', '')) ?? '-'),
        pattern,
      ),
    );
  return candidates.find((one) => pages.some((page) => page.split('\n').some((line) => matches(line, one)))) ?? pattern;
}

// netsteward_bond_up{netns="",bond="bond0"} 1
const SAMPLE = /^([a-z_0-9]+)(?:\{.*\})? \S+$/;

function matches(line: string, pattern: string): boolean {
  const [, name] = SAMPLE.exec(line) ?? [];
  if (name === undefined || name !== /^[a-z_0-9]+/.exec(pattern)?.[0]) return false;
  const labels = labelsIn(line);
  return [...labelsIn(pattern)].every(([label, value]) => (labels.get(label) ?? '') === value);
}

function labelsIn(series: string): ReadonlyMap<string, string> {
  return new Map([...series.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]));
}
