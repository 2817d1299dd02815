import type { z } from 'zod';
import { ConfigError, type ConfigProblem } from '../../core/yaml/config-error.ts';
import { issueProblems } from '../../core/yaml/issue-problems.ts';
import { readYaml, type SettingPath, type SettingSource } from '../../core/yaml/yaml-source.ts';
import type { Expr } from '../../promql/syntax/ast.ts';
import { PromqlError } from '../../promql/syntax/error.ts';
import { parseExpr } from '../../promql/syntax/parse.ts';
import type { Rule, RuleGroup } from '../rule.ts';
import { compileTemplate } from '../templates/compile-template.ts';
import { TemplateError } from '../templates/template-error.ts';
import { alertRule, recordRule, ruleFile } from './schema.ts';

/**
 * Reads a rule file of Prometheus (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). Throws a ConfigError
 * that names everything wrong in it: syntax, names, durations, expressions and templates, each with its line.
 * @param interval milliseconds between evaluations of groups that name none
 */
export function readRules(text: string, file: string, interval: number): readonly RuleGroup[] {
  const source = readYaml(text, file);
  const written = source.value ?? {};
  const problems: ConfigProblem[] = [];
  const read = createRuleReader(source, problems);
  const checked = ruleFile.safeParse(written);
  if (!checked.success) {
    throw new ConfigError(
      checked.error.issues.flatMap((issue) =>
        issueProblems(issue, { schema: ruleFile, written, locate: source.locate }),
      ),
    );
  }
  const names = new Set<string>();
  const groups = checked.data.groups.map((group, index): RuleGroup => {
    const path = ['groups', index];
    if (names.has(group.name)) {
      problems.push({
        place: source.locate([...path, 'name']),
        path: path.join('.'),
        message: `a second group ${group.name}`,
      });
    }
    names.add(group.name);
    if (group.query_offset !== undefined && group.query_offset > 0) {
      problems.push({
        place: source.locate([...path, 'query_offset']),
        path: [...path, 'query_offset'].join('.'),
        message: 'is not supported: samples are evaluated as they come',
      });
    }
    return {
      file,
      name: group.name,
      interval: group.interval === undefined || group.interval === 0 ? interval : group.interval,
      limit: group.limit ?? 0,
      rules: group.rules.flatMap((rule, at) => read(rule, [...path, 'rules', at], group.labels ?? {}) ?? []),
    };
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return groups;
}

type Texts = Readonly<Record<string, string>>;

function createRuleReader(source: SettingSource, problems: ConfigProblem[]) {
  const add = (path: SettingPath, message: string) => {
    problems.push({ place: source.locate(path), path: path.join('.'), message });
  };

  const check = <Schema extends z.ZodType>(schema: Schema, written: unknown, path: SettingPath) => {
    const checked = schema.safeParse(written);
    if (checked.success) return checked.data;
    const locate: SettingSource['locate'] = (inner, key) => source.locate([...path, ...inner], key);
    for (const issue of checked.error.issues) {
      for (const problem of issueProblems(issue, { schema, written, locate })) {
        problems.push({ ...problem, path: [...path, problem.path].join('.') });
      }
    }
    return undefined;
  };

  const expression = (text: string, path: SettingPath): Expr | undefined => {
    try {
      return parseExpr(text);
    } catch (error) {
      if (!(error instanceof PromqlError)) throw error;
      add(path, `line ${error.line}, column ${error.column} of the expression: ${error.what}`);
      return undefined;
    }
  };

  const templates = (texts: Texts, path: SettingPath): ReadonlyMap<string, string> => {
    for (const [name, text] of Object.entries(texts)) {
      try {
        compileTemplate(text);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        add([...path, name], error.message);
      }
    }
    return new Map(Object.entries(texts));
  };

  const record = (written: unknown, path: SettingPath, line: number, groupLabels: Texts): Rule | undefined => {
    const rule = check(recordRule, written, path);
    const expr = rule === undefined ? undefined : expression(rule.expr, [...path, 'expr']);
    if (rule === undefined || expr === undefined) return undefined;
    const labels = new Map(Object.entries({ ...groupLabels, ...rule.labels }));
    return { kind: 'record', name: rule.record, line, expr, text: rule.expr, labels };
  };

  const alert = (written: unknown, path: SettingPath, line: number, groupLabels: Texts): Rule | undefined => {
    const rule = check(alertRule, written, path);
    if (rule === undefined) return undefined;
    const { alert: name, for: holds = 0, keep_firing_for: keepFiringFor = 0 } = rule;
    const expr = expression(rule.expr, [...path, 'expr']);
    const labels = templates({ ...groupLabels, ...rule.labels }, [...path, 'labels']);
    const annotations = templates(rule.annotations ?? {}, [...path, 'annotations']);
    if (expr === undefined) return undefined;
    return { kind: 'alert', name, line, expr, text: rule.expr, for: holds, keepFiringFor, labels, annotations };
  };

  return (written: Readonly<Record<string, unknown>>, path: SettingPath, groupLabels: Texts): Rule | undefined => {
    const place = source.locate(path);
    const line = 'line' in place ? place.line : 0;
    return 'record' in written ? record(written, path, line, groupLabels) : alert(written, path, line, groupLabels);
  };
}
