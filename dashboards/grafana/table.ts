import { TableCellDisplayMode, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { type DynamicConfigValue, MappingType } from '@grafana/grafana-foundation-sdk/dashboard';
import * as table from '@grafana/grafana-foundation-sdk/table';
import { kebab } from '../../scripts/generate/alert-rules.ts';
import { type Column, type Panel, uidOf } from '../model/board.ts';
import { shippedRules } from '../model/rules.ts';
import { mappingsOf, scaleOf, stepsJson } from './colours.ts';
import { toRowsHost } from './links.ts';
import { NOTHING } from './no-value.ts';
import { refIdOf } from './queries.ts';
import { variable } from './variable.ts';

/** A table of what is now: one row for each series, those of several queries side by side where their labels are the same. */
export function tablePanel({ columns = [], queries, worstFirst }: Panel) {
  const fields = columns.map((column) => ({ ...column, field: fieldOf(column, queries), title: titleOf(column) }));
  const built = new table.PanelBuilder()
    .showHeader(true)
    .filterable(true)
    .noValue(NOTHING)
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        includeByName: Object.fromEntries(fields.map(({ field }) => [field, true])),
        indexByName: Object.fromEntries(fields.map(({ field }, index) => [field, index])),
        renameByName: Object.fromEntries(fields.map(({ field, title }) => [field, title])),
      },
    });
  for (const { title, ...column } of fields) {
    const properties = propertiesOf(column);
    if (properties.length > 0) built.overrideByName(title, properties);
  }
  if (worstFirst === undefined) return built;
  const sorting = fields.find(({ of }) => of === worstFirst);
  if (sorting === undefined) throw new Error(`there is no column ${worstFirst} to sort by`);
  return built.sortBy([new TableSortByFieldStateBuilder().displayName(sorting.title).desc(true)]);
}

/** What Grafana calls the column: a label by its name, the values of a query by its letter (of a single one, without). */
function fieldOf({ of }: Column, queries: Panel['queries']): string {
  const index = queries.findIndex(({ legend }) => legend === of);
  if (index < 0) return of;
  return queries.length === 1 ? 'Value' : `Value #${refIdOf(index)}`;
}

function titleOf({ of, title = of }: Column): string {
  return title;
}

function propertiesOf(column: Column): DynamicConfigValue[] {
  const { unit, words, thresholds, alarm, leads } = column;
  const isColoured = words !== undefined || thresholds !== undefined || alarm !== undefined;
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(words === undefined ? [] : [{ id: 'mappings', value: mappingsOf(words) }]),
    ...(isColoured
      ? [
          { id: 'thresholds', value: { mode: 'absolute', steps: stepsJson(scaleOf(column)) } },
          { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
        ]
      : []),
    ...(leads === undefined ? [] : leadsTo(leads)),
  ];
}

function leadsTo(leads: NonNullable<Column['leads']>): DynamicConfigValue[] {
  if (leads !== 'runbook') {
    return [{ id: 'links', value: [{ title: `This host in ${uidOf(leads.board)}`, url: toRowsHost(leads.board) }] }];
  }
  const pages = shippedRules.map(({ name }, index) => [name, { text: kebab(name), index }]);
  return [
    { id: 'mappings', value: [{ type: MappingType.ValueToText, options: Object.fromEntries(pages) }] },
    {
      id: 'links',
      value: [{ title: 'Runbook', url: `${variable('runbooks')}/${variable('__value.text')}.md`, targetBlank: true }],
    },
  ];
}
