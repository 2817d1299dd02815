import type { CataloguePart } from '../../src/cli/catalogue.ts';
import { reachOf } from '../../src/promql/reach.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';
import { kebab, type WrittenRule } from './alert-rules.ts';
import { code, type Page, page, table } from './markdown.ts';

/** `docs/alerts.md` and a page for each alert. */
export function runbooks(rules: readonly WrittenRule[], parts: readonly CataloguePart[]): readonly Page[] {
  return [
    { file: 'docs/alerts.md', text: alertsPage(rules) },
    ...rules.map((rule) => ({ file: `docs/runbooks/${kebab(rule.name)}.md`, text: runbook(rule, rules, parts) })),
  ];
}

const intro = `Every alert that ships, by what it is about. The rules are ordinary files of Prometheus (\`src/alerts/rules\`, in a
build \`dist/rules\`), which the agent evaluates itself and which Prometheus 2.42 and later load as they are.

\`critical\` is worth waking somebody, \`warning\` is for the same day, \`info\` is good to know.

Levels that move around a threshold do not make one alert after the other: a rule goes on firing for its
\`keep_firing_for\` after the level has gone, and where a level matters twice there are two alerts with two thresholds.

Other thresholds: copy the files that are to differ, leave out those that ship with \`alerts.shipped_rules: false\`, and name
the copies in \`alerts.rule_files\`. A link to these pages for notifications: put the address of a copy of this folder before
\`runbook_url\`, in the template of the notification.`;

function alertsPage(rules: readonly WrittenRule[]): string {
  const sections = [...Map.groupBy(rules, ({ domain }) => domain)].map(([domain, some]) =>
    [
      `## ${domain}`,
      table(
        ['Alert', 'Severity', 'For', 'Says'],
        some.map((rule) => [link(rule, 'runbooks/'), rule.severity, rule.for ?? '', shown(rule.summary)]),
      ),
    ].join('\n\n'),
  );
  return page('Alerts', intro, ...sections);
}

function runbook(rule: WrittenRule, rules: readonly WrittenRule[], parts: readonly CataloguePart[]): string {
  const metrics = metricsOf(rule, parts);
  const sources = [...new Set(metrics.map(({ part }) => part))].filter(({ events }) => events.length > 0);
  const others = rules.filter(({ domain, name }) => domain === rule.domain && name !== rule.name);
  return page(
    rule.name,
    `**${rule.severity}**: ${shown(rule.summary)}`,
    `## What it means\n\n${rule.description}`,
    `## What to do\n\n${rule.action}`,
    ...rule.knowledge,
    `## When it fires\n\n\`\`\`promql\n${rule.expr.trim()}\n\`\`\`\n\n${timing(rule)}\n\n${rule.reason}`,
    `## What it looks at\n\n${table(
      ['Metric', 'Meaning'],
      metrics.map(({ name, help, part }) => [`[${code(name)}](../metrics.md#${part.name})`, help]),
    )}`,
    ...(sources.length === 0 ? [] : [`See also the events of ${sources.map(eventsLink).join(', ')}.`]),
    `Other alerts: ${others.map((other) => link(other, '')).join(', ')}. [All alerts](../alerts.md)`,
  );
}

function metricsOf(rule: WrittenRule, parts: readonly CataloguePart[]) {
  const { names = new Set() } = reachOf(parseExpr(rule.expr), 0);
  return [...names].flatMap((name) =>
    parts.flatMap((part) =>
      part.metrics.filter((metric) => metric.name === name).map(({ help }) => ({ name, help, part })),
    ),
  );
}

function timing({ for: holds, keepFiringFor }: WrittenRule): string {
  const begins = holds === undefined ? 'at once' : `when this has held for ${holds}`;
  const ends =
    keepFiringFor === undefined ? 'as soon as it no longer holds' : `when it has not held for ${keepFiringFor}`;
  return `It fires ${begins}, and ends ${ends}.`;
}

function eventsLink({ name }: CataloguePart): string {
  return `[${name}](../events.md#${name})`;
}

function link({ name }: WrittenRule, folder: string): string {
  return `[${name}](${folder}${kebab(name)}.md)`;
}

/** A template as a person reads it: `Bond *bond* is down`. */
export function shown(template: string): string {
  return template
    .replace(/\{\{\s*with [^}]*\}\}[\s\S]*?\{\{\s*end\s*\}\}/g, '')
    .replace(/\{\{\s*\$labels\.(\w+)\s*\}\}/g, '*$1*')
    .replace(/\{\{[^}]*\$value[^}]*\}\}/g, '*value*');
}
