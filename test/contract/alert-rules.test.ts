import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AlertRule } from '../../src/alerts/rule.ts';
import { readRules } from '../../src/alerts/rule-files/read-rules.ts';
import { shippedRulesFolder } from '../../src/alerts/rule-files/shipped.ts';
import { readTestFile } from '../../src/alerts/rule-tests/read-test-file.ts';
import { runRuleTest } from '../../src/alerts/rule-tests/run-test.ts';
import { seriesNames } from '../../src/alerts/series/samples-of.ts';
import { catalogueParts } from '../../src/cli/catalogue.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';
import { matchingLists, selectorsIn } from '../support/expression-parts.ts';

const folder = shippedRulesFolder();
const groups = globSync(path.join(folder, '*.yaml'))
  .sort()
  .flatMap((file) => readRules(readFileSync(file, 'utf8'), file, 60_000));
const rules = groups.flatMap((group) =>
  group.rules.filter((rule) => rule.kind === 'alert').map((rule) => ({ name: rule.name, rule, file: group.file })),
);
const tests = globSync(path.join(folder, 'tests/*.yaml')).sort();
/** Labels of every series that there is, by its name. */
const catalogue = new Map(
  catalogueParts().flatMap(({ metrics }) =>
    metrics.flatMap((metric) =>
      seriesNames(metric).map((name) => [name, name.endsWith('_bucket') ? [...metric.labels, 'le'] : metric.labels]),
    ),
  ),
);
const inTemplates = (rule: AlertRule) => [...rule.annotations.keys()];

describe.each(rules)('$name', ({ name, rule, file }) => {
  const text = readFileSync(file, 'utf8');

  it('says what it is, what it means, what to do and where to read on', () => {
    expect(inTemplates(rule).sort()).toEqual(['action', 'description', 'runbook_url', 'summary']);
    expect(rule.labels.get('severity')).toMatch(/^(critical|warning|info)$/);
    const page = rule.annotations.get('runbook_url') ?? '';
    expect(page).toBe(`docs/runbooks/${kebab(name)}.md`);
    expect(() => readFileSync(path.join(folder, '../../..', page), 'utf8')).not.toThrow();
  });

  it('has a reason beside it in its file', () => {
    expect(text).toMatch(new RegExp(`^ +#.*\\n +- alert: ${name}$`, 'm'));
  });

  it('looks only at series that there are, by labels that they have', () => {
    for (const selector of selectorsIn(rule.expr)) {
      expect(selector.name, rule.text).toBeDefined();
      const labels = catalogue.get(selector.name ?? '');
      expect(labels, `${selector.name} is no metric of the agent`).toBeDefined();
      for (const matcher of selector.matchers)
        expect(labels, `${selector.name}{${matcher.name}}`).toContain(matcher.name);
    }
  });

  it('keeps the labels that Prometheus adds', () => {
    for (const list of matchingLists(rule.expr)) {
      expect(list.mode, `${list.mode} (${list.labels.join(', ')})`).not.toMatch(/^(on|by)$/);
    }
  });

  it('has a test that it fires and resolves, one that it stays calm, and one with the labels of Prometheus', () => {
    const file = path.join(folder, 'tests', `${kebab(name)}.yaml`);
    expect(tests).toContain(file);
    const { tests: all } = readTestFile(readFileSync(file, 'utf8'), file);
    const outcomes = all.map(({ alert_rule_test: checks, input_series: series }) => ({
      kind: checks.map(({ exp_alerts }) => (exp_alerts.length > 0 ? 'fires' : 'calm')).join(' '),
      isOfPrometheus: series.every((one) => /instance="[^"]+".*job="[^"]+"/.test(one.series)),
      names: new Set(checks.map(({ alertname }) => alertname)),
    }));
    expect(outcomes.every(({ names }) => names.size === 1 && names.has(name))).toBe(true);
    const full = /^calm (calm )?fires (fires )?calm$/;
    expect(outcomes.some(({ kind, isOfPrometheus }) => full.test(kind) && !isOfPrometheus)).toBe(true);
    expect(outcomes.some(({ kind, isOfPrometheus }) => full.test(kind) && isOfPrometheus)).toBe(true);
    expect(outcomes.some(({ kind }) => /^calm( calm)*$/.test(kind))).toBe(true);
  });

  it('does in our engine what its tests say', () => {
    const file = path.join(folder, 'tests', `${kebab(name)}.yaml`);
    const { tests: all, interval } = readTestFile(readFileSync(file, 'utf8'), file);
    const own = groups
      .filter((group) => group.rules.some((other) => other.name === name))
      .map((group) => ({ ...group, rules: group.rules.filter((other) => other.name === name) }));
    for (const test of all) expect(runRuleTest(test, own, interval), test.name).toEqual([]);
  });
});

describe('the rules that ship', () => {
  it('have different names', () => {
    const names = rules.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('have no tests for rules that are gone', () => {
    const wanted = rules.map(({ name }) => path.join(folder, 'tests', `${kebab(name)}.yaml`));
    expect(tests.filter((file) => !wanted.includes(file))).toEqual([]);
  });

  it('have all pages, and no page is left of a rule that is gone', () => {
    const pages = globSync(path.join(folder, '../../../docs/runbooks/*.md')).map((file) => path.basename(file, '.md'));
    expect(pages.sort()).toEqual(rules.map(({ name }) => kebab(name)).sort());
  });

  it('have no knowledge beside them of an alert or a file that is gone', () => {
    const known = new Set([...rules.map(({ name }) => kebab(name)), ...groups.map(({ name }) => name)]);
    const fragments = globSync(path.join(folder, 'runbooks/*.md')).map((file) => path.basename(file, '.md'));
    expect(fragments.filter((name) => !known.has(name))).toEqual([]);
  });

  it('find no metric with a label that Prometheus would rename', () => {
    const taken = [...catalogue].filter(([, labels]) => labels?.some((label) => ['instance', 'job'].includes(label)));
    expect(taken).toEqual([]);
  });
});

it('finds on() and by() wherever they stand', () => {
  const lists = matchingLists(parseExpr('abs(sum by (a) (x) + on (b) y) > 0 and ignoring (c) (-z)'));
  expect(lists.map(({ mode, labels }) => `${mode} ${labels.join()}`).sort()).toEqual(['by a', 'ignoring c', 'on b']);
});

function kebab(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
}
