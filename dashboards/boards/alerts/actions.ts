import type { Panel, Row } from '../../model/board.ts';
import { grownIn } from '../../model/grown-in.ts';

const ACTION = 'action=~"$action"';
/** Carried out, and not proven to help. */
const VAIN = 'outcome=~"undone|unproven|failed"';

const inADay = (outcome: string): string => `sum(${grownIn(`netsteward_actions_total{${ACTION},${outcome}}`, '1d')})`;

/** A count of decisions: what was never decided is not counted yet. */
const decided = (title: string, about: string, outcome: string, more: Partial<Panel> = {}): Panel => ({
  kind: 'stat',
  title,
  about,
  queries: [{ expr: `${inADay(outcome)} or 0 * sum(netsteward_actions_stopped)` }],
  ...more,
});

export const actionsRow: Row = {
  title: 'Actions now',
  panels: [
    {
      kind: 'stat',
      title: 'Stopped by',
      about:
        'How many things stop all actions: a kill switch, a storm of actions, a journal that can not be written, a dry run. The events of actions say more.',
      queries: [{ expr: 'sum(netsteward_actions_stopped)' }],
      alarm: 'warning',
      alerts: ['ActionsStopped', 'ActionStorm', 'ActionJournalUntrusted'],
    },
    {
      kind: 'stat',
      title: 'Waiting for a person',
      about: 'Actions that are planned and wait for somebody to approve or reject them. They expire.',
      queries: [{ expr: `sum(netsteward_actions_pending{${ACTION}}) or 0 * sum(netsteward_actions_stopped)` }],
      alarm: 'warning',
      alerts: ['ActionWaiting'],
    },
    {
      kind: 'stat',
      title: 'Left to a person',
      about: 'Objects for which an action did not help so often that it is tried no more.',
      queries: [{ expr: `sum(netsteward_actions_escalated{${ACTION}}) or 0 * sum(netsteward_actions_stopped)` }],
      alarm: 'critical',
      alerts: ['ActionEscalated'],
    },
    {
      kind: 'stat',
      title: 'Contested settings',
      about: 'Settings that somebody else has changed back so often that they are left alone.',
      queries: [{ expr: 'netsteward_actions_contested' }],
      alarm: 'warning',
      alerts: ['ActionContested'],
    },
    {
      kind: 'stat',
      title: 'Going on',
      about: 'Actions that are carried out now, or not proven yet.',
      queries: [{ expr: `sum(netsteward_actions_running{${ACTION}}) or 0 * sum(netsteward_actions_stopped)` }],
      alarm: 'info',
    },
    decided('Done in a day', 'Carried out and proven to help.', 'outcome="done"'),
    decided(
      'In vain in a day',
      'Carried out and undone, not proven, or failed. Look why before it is tried again.',
      VAIN,
      {
        alarm: 'warning',
        alerts: ['ActionNotHelping'],
      },
    ),
    decided(
      'Refused in a day',
      'A guard said no, or there was no plan. The guards below say why.',
      'outcome="refused"',
    ),
  ],
};

const never = 'nothing was decided since the agent started.';

export const actionsOverTimeRow: Row = {
  title: 'Actions over time',
  panels: [
    {
      kind: 'graph',
      title: 'Decisions in 15 minutes',
      about: 'What became of actions: done, proposed or observed only, refused, in vain, rejected or expired.',
      queries: [
        {
          expr: `(${grownIn(`netsteward_actions_total{${ACTION}}`, '15m')}) > 0`,
          legend: '{{action}} {{outcome}}',
        },
      ],
      stacked: true,
      quiet: { why: never, shownBy: ['netsteward_actions_total{action="bond-failover",outcome="done"} 0+1x20'] },
    },
    {
      kind: 'graph',
      title: 'Why they were refused, in 15 minutes',
      about: 'Guards that said no: a budget, a cooldown, the state of the host, somebody else who owns the setting.',
      queries: [
        {
          expr: grownIn(`netsteward_actions_suppressed_total{${ACTION}}`, '15m'),
          legend: '{{action}}: {{guard}}',
        },
      ],
      stacked: true,
      quiet: {
        why: 'no guard has said no.',
        shownBy: ['netsteward_actions_suppressed_total{action="bond-failover",guard="budget"} 0+1x20'],
      },
    },
    {
      kind: 'states',
      title: 'Stopped',
      about: 'When something stopped all actions, and what.',
      queries: [{ expr: 'netsteward_actions_stopped', legend: '{{cause}}' }],
      words: [
        ['no', 'good'],
        ['stopped', 'warning'],
      ],
      width: 8,
    },
    {
      kind: 'table',
      title: 'Actions and their modes',
      about: 'What each action may do: observe, propose, approve (a person decides) or auto, and what became of it.',
      queries: [
        { expr: `netsteward_action_mode{${ACTION}}`, legend: 'info' },
        {
          expr: `sum by (job, instance, action) (${grownIn(`netsteward_actions_total{${ACTION},outcome="done"}`, '1d')})`,
          legend: 'done in a day',
        },
        {
          expr: `sum by (job, instance, action) (${grownIn(`netsteward_actions_total{${ACTION},outcome="refused"}`, '1d')})`,
          legend: 'refused in a day',
        },
        {
          expr: `sum by (job, instance, action) (${grownIn(`netsteward_actions_total{${ACTION},${VAIN}}`, '1d')})`,
          legend: 'in vain in a day',
        },
        { expr: `netsteward_actions_pending{${ACTION}}`, legend: 'waiting' },
      ],
      columns: [
        { of: 'action' },
        { of: 'mode' },
        { of: 'done in a day' },
        { of: 'refused in a day' },
        { of: 'in vain in a day', alarm: 'warning' },
        { of: 'waiting', alarm: 'warning' },
      ],
      worstFirst: 'in vain in a day',
      width: 16,
      quiet: {
        why: 'this agent has no actions.',
        shownBy: ['netsteward_action_mode{action="bond-failover",mode="propose"} 1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Events told of actions',
      about: 'The whole story of actions in 15 minutes: begun, done, escalated to a person, contested, recovered.',
      queries: [
        { expr: grownIn('netsteward_events_total{type=~"netsteward\\\\.action\\\\..*"}', '15m'), legend: '{{type}}' },
      ],
      quiet: {
        why: never,
        shownBy: ['netsteward_events_total{type="netsteward.action.done",severity="notice"} 0+1x20'],
      },
    },
  ],
};
