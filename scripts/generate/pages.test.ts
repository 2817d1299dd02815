import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { actions } from '../../src/actions/registry.ts';
import { shippedRulesFolder } from '../../src/alerts/rule-files/shipped.ts';
import { stepKinds } from '../../src/remediation/steps/catalogue.ts';
import { actionsPage } from './actions-page.ts';
import { writtenRules } from './alert-rules.ts';
import { metricsPage } from './catalogue-pages.ts';
import { cliPage } from './cli-page.ts';
import { configurationPage, configurationSchema } from './configuration-page.ts';
import { table } from './markdown.ts';
import { withTable } from './readme.ts';

it('a table keeps its shape whatever stands in its cells', () => {
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n|---|\n| x \\| y z |');
});

describe('the page of metrics', () => {
  const metric = {
    name: 'netsteward_x_total',
    type: 'counter',
    help: 'X.',
    labels: ['bond'],
    source: '/proc/x',
  } as const;
  const part = { name: 'bond', help: 'Bonds.', sources: ['/proc/x'], metrics: [metric], events: [] };

  it('has everything that is known of a metric in one row', () => {
    expect(metricsPage([part])).toContain('| `netsteward_x_total` | counter | `bond` | X. | /proc/x |');
  });

  it('refuses a name that two parts use', () => {
    expect(() => metricsPage([part, { ...part, name: 'host' }])).toThrow(
      'netsteward_x_total is described twice, by bond and by host',
    );
  });
});

it('the page of settings shows names, values, defaults and meanings', () => {
  const schema = z.strictObject({
    log: z.strictObject({ level: z.enum(['info', 'warn']).default('info').describe('The least.') }).prefault({}),
    names: z.array(z.string()).default(['*']).describe('Names.'),
    count: z.int().min(1).describe('How many.'),
  });
  const page = configurationPage(configurationSchema(schema));
  expect(page).toContain('| `log.level` | `info`, `warn` | `info` | The least. |');
  expect(page).toContain('| `names` | list of text | `["*"]` | Names. |');
  expect(page).toContain('| `count` | whole number from 1 |  | How many. |');
});

it('the page of settings shows what the sections of a list may hold, and in which of their forms', () => {
  const plain = z.strictObject({ kind: z.literal('tcp').describe('Which.'), delay: z.int().describe('How often.') });
  const form = plain.extend({
    kind: z.literal('http').describe('Which.'),
    path: z.string().describe('Where.'),
    tls: z.strictObject({ verify: z.boolean().describe('Whether.') }).prefault({ verify: true }),
  });
  const monitor = z.discriminatedUnion('kind', [plain, form]);
  const page = configurationPage(configurationSchema(z.strictObject({ pools: z.array(z.strictObject({ monitor })) })));
  expect(page).toContain('| `pools` | list of sections |');
  expect(page).toContain('| `pools[].monitor.kind` | `tcp`, `http` |  | Which. |');
  expect(page).toContain('| `pools[].monitor.delay` | whole number from');
  expect(page).toContain(' | How often. |');
  expect(page).toContain('| `pools[].monitor.path` | text |  | Of the kind http: Where. |');
  expect(page).toContain('| `pools[].monitor.tls.verify` | `true` or `false` |  | Of the kind http: Whether. |');
});

it('the page of actions has what each is started by, may do, and does unless told otherwise', () => {
  const text = actionsPage(actions, stepKinds);
  expect(text).toContain('## lb-member');
  expect(text).toContain('| started by | [BalancerDisagrees](runbooks/balancer-disagrees.md) |');
  expect(text).toContain('| steps | `haproxy-server`, `ipvs-weight` |');
  expect(text).toContain('| mode | `propose` |');
  for (const { kind } of stepKinds) expect(text).toContain(`| \`${kind}\` |`);
});

it('every alert that an action is started by has a runbook', () => {
  const rules = writtenRules(shippedRulesFolder()).map(({ name }) => name);
  const started = actions.flatMap(({ defaults }) => defaults.alerts);
  expect(started.filter((name) => !rules.includes(name))).toEqual([]);
});

it('the page of commands has the help of each', () => {
  expect(cliPage()).toContain('## netsteward once\n\n```text\nUsage: netsteward once [options]');
});

describe('the README', () => {
  const markers = ['<!-- collectors: made by `npm run generate` -->', '<!-- /collectors -->'];

  it('gets a new table between its markers', () => {
    expect(withTable(`a\n${markers.join('\nold\n')}\nb`, 'new')).toBe(`a\n${markers.join('\nnew\n')}\nb`);
  });

  it('without the markers is an error', () => {
    expect(() => withTable('a', 'new')).toThrow('README.md lacks the markers');
  });
});
