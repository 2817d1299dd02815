import type { Row } from '../../model/board.ts';

export const costRow: Row = {
  title: 'What it costs',
  panels: [
    {
      kind: 'graph',
      title: 'CPU',
      about: 'Share of one CPU that the agent uses, without the programs that it starts.',
      queries: [
        {
          expr: 'rate(process_cpu_seconds_total[5m]) and ignoring (version, node) netsteward_build_info',
          legend: 'CPU',
        },
        { expr: 'netsteward_event_loop_utilization_ratio', legend: 'main thread, since its start' },
      ],
      unit: 'percentunit',
      thresholds: ['AgentBusy'],
    },
    {
      kind: 'graph',
      title: 'Memory',
      about: 'Resident memory, and of it the past that alerting rules look at.',
      queries: [
        {
          expr: 'process_resident_memory_bytes and ignoring (version, node) netsteward_build_info',
          legend: 'resident',
        },
        { expr: 'netsteward_alert_series_bytes', legend: 'past of series' },
      ],
      unit: 'bytes',
      thresholds: ['AgentMemoryHigh'],
    },
    {
      kind: 'graph',
      title: 'Series that rules look at',
      about: 'Series whose recent past is kept. When its memory is used up, rules see less.',
      queries: [
        { expr: 'netsteward_alert_series', legend: 'series' },
        { expr: 'netsteward_alert_series_shortened', legend: 'cut short' },
      ],
      alerts: ['AlertHistoryShortened'],
    },
    {
      kind: 'graph',
      title: 'Evaluations of rules',
      about: 'Single rules evaluated a second.',
      queries: [{ expr: 'rate(netsteward_alert_evaluations_total[$__rate_interval])', legend: 'evaluations' }],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Time for rules',
      about: 'Share of the time that evaluating rules takes.',
      queries: [{ expr: 'rate(netsteward_alert_evaluation_seconds_total[$__rate_interval])', legend: 'rules' }],
      unit: 'percentunit',
    },
    {
      kind: 'table',
      title: 'Version',
      about: 'The agent and the Node.js that it runs on.',
      queries: [{ expr: 'netsteward_build_info', legend: 'info' }],
      columns: [{ of: 'version' }, { of: 'node', title: 'Node.js' }],
      width: 8,
    },
  ],
};
