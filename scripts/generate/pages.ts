import { actions } from '../../src/actions/registry.ts';
import { shippedRulesFolder } from '../../src/alerts/rule-files/shipped.ts';
import { allParts } from '../../src/cli/all-parts.ts';
import { type CataloguePart, catalogueParts } from '../../src/cli/catalogue.ts';
import { configSchema } from '../../src/config/config-schema.ts';
import { stepKinds } from '../../src/remediation/steps/catalogue.ts';
import { actionsPage } from './actions-page.ts';
import { writtenRules } from './alert-rules.ts';
import { collectorsTable, eventsPage, metricsPage } from './catalogue-pages.ts';
import { cliPage } from './cli-page.ts';
import { configurationPage, configurationSchema } from './configuration-page.ts';
import { dashboards } from './dashboards.ts';
import type { Page } from './markdown.ts';
import { withTable } from './readme.ts';
import { runbooks } from './runbooks.ts';

/**
 * Every page that is made from what the parts say about themselves.
 * @param readme the README as it is, in which only the table of collectors is made
 */
export function pages(readme: string | undefined): Page[] {
  const parts = catalogueParts();
  const schema = configurationSchema(configSchema(allParts));
  const ofCollectors = parts.filter(({ kind }: CataloguePart) => kind === 'collector');
  return [
    { file: 'docs/metrics.md', text: metricsPage(parts) },
    { file: 'docs/events.md', text: eventsPage(parts) },
    { file: 'docs/configuration.schema.json', text: schema },
    { file: 'docs/configuration.md', text: configurationPage(schema) },
    { file: 'docs/cli.md', text: cliPage() },
    { file: 'docs/actions.md', text: actionsPage(actions, stepKinds) },
    ...dashboards(),
    ...runbooks(writtenRules(shippedRulesFolder()), parts),
    ...(readme === undefined ? [] : [{ file: 'README.md', text: withTable(readme, collectorsTable(ofCollectors)) }]),
  ];
}
