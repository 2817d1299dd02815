import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Board, Filter } from '../model/board.ts';
import { ofHost } from '../model/selectors.ts';
import { SOURCE } from './queries.ts';

/** Where runbooks are unless somebody says otherwise: in a folder that Grafana itself serves. */
const RUNBOOKS = '/public/netsteward/runbooks';

const ALL = { text: 'All', value: '$__all' };

/** The data source, the job and the host, the board's own filters, and where runbooks are. */
export function variablesOf({ scope, filters = [] }: Board) {
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
    jobVariable(scope),
    ...(scope === 'host' ? [instanceVariable()] : []),
    ...filters.map((filter) => filterVariable(filter, scope)),
    new TextBoxVariableBuilder('runbooks')
      .label('Runbooks at')
      .description('The address of the folder docs/runbooks, or of a copy of it.')
      .defaultValue(RUNBOOKS)
      .current({ text: RUNBOOKS, value: RUNBOOKS }),
  ];
}

function jobVariable(scope: Board['scope']) {
  const job = asked('job', 'Job', 'label_values(netsteward_build_info, job)');
  return scope === 'host' ? job : job.multi(true).includeAll(true).allValue('.+').current(ALL);
}

function instanceVariable() {
  return asked('instance', 'Host', 'label_values(netsteward_build_info{job="$job"}, instance)');
}

function filterVariable({ name, label, metric, of }: Filter, scope: Board['scope']) {
  // An empty label is a value too: the host's own network namespace has no name.
  return asked(name, label, `label_values(${ofHost(metric, scope)}, ${of})`)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current(ALL);
}

function asked(name: string, label: string, query: string) {
  return new QueryVariableBuilder(name)
    .label(label)
    .hide(VariableHide.DontHide)
    .datasource(SOURCE)
    .query({ query, refId: `variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}
