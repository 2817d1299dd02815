import type { KindDefinition, OccurrenceDefinition } from '../core/definition.ts';
import { defineMetrics } from '../core/metric.ts';

/** The name under which actions stand among the collectors' results. */
export const actionsName = 'action';

export const actionKinds: readonly KindDefinition[] = [
  { kind: 'action', help: 'An action that this agent knows, and how it is set up.', fields: {} },
  {
    kind: 'decision',
    help: 'A decision about an action: those that wait or are going on, and the latest of the others.',
    fields: {},
  },
  { kind: 'stop', help: 'Something that stops all actions.', fields: {} },
];

/** What is told of actions. None of it follows from states alone: these are the entries of the journal. */
export const actionOccurrences = {
  observed: { what: 'observed', help: 'An action was considered, in mode observe.', severity: 'info' },
  proposed: {
    what: 'proposed',
    help: 'An action is proposed: planned and shown, not carried out.',
    severity: 'notice',
  },
  waiting: { what: 'waiting', help: 'An action waits for a person to approve or reject it.', severity: 'warning' },
  refused: {
    what: 'refused',
    help: 'An action was not carried out: a guard says no, or there is no plan.',
    severity: 'notice',
  },
  checked: { what: 'checked', help: 'An action that changes nothing has looked at an object.', severity: 'info' },
  approved: { what: 'approved', help: 'A person has approved an action.', severity: 'notice' },
  rejected: { what: 'rejected', help: 'A person has rejected an action.', severity: 'notice' },
  expired: {
    what: 'expired',
    help: 'An action has waited too long for a person, or what asked for it has ended.',
    severity: 'notice',
  },
  begun: { what: 'begun', help: 'An action is carried out.', severity: 'notice' },
  done: { what: 'done', help: 'An action was carried out and has proven to help.', severity: 'notice' },
  undone: {
    what: 'undone',
    help: 'An action was not proven to help, and all is as it was before.',
    severity: 'warning',
  },
  unproven: {
    what: 'unproven',
    help: 'An action was carried out and not proven to help; not all of it could be, or was to be, brought back.',
    severity: 'warning',
  },
  failed: { what: 'failed', help: 'An action could not be carried out; nothing was changed.', severity: 'warning' },
  recovered: {
    what: 'recovered',
    help: 'An action was found that an earlier run of the agent had begun: its effect is looked for, nothing is done again.',
    severity: 'warning',
  },
  escalated: {
    what: 'escalated',
    help: 'An action did not help so often that it is left to a person.',
    severity: 'critical',
  },
  reverted: { what: 'reverted', help: 'Somebody has changed what an action had set.', severity: 'warning' },
  contested: {
    what: 'contested',
    help: 'Somebody changes what an action sets again and again: it is left alone.',
    severity: 'critical',
  },
  storm: {
    what: 'storm',
    help: 'So much was done in so short a time that nothing more is, until a person resumes it.',
    severity: 'critical',
  },
  stopped: { what: 'stopped', help: 'A kill switch stops all actions.', severity: 'warning' },
  released: { what: 'released', help: 'No kill switch stops actions any more.', severity: 'notice' },
  resumed: {
    what: 'resumed',
    help: 'A person has cleared what only a person can: a storm, failures, contested settings.',
    severity: 'notice',
  },
  untrusted: {
    what: 'journal-untrusted',
    help: 'The journal of actions can not be written or was changed by somebody: nothing is carried out.',
    severity: 'critical',
  },
} as const satisfies Record<string, OccurrenceDefinition>;

export const actionMetrics = defineMetrics({
  actions: {
    name: 'netsteward_actions_total',
    type: 'counter',
    help: 'Decisions about actions since the agent started, by what became of them. done: carried out and proven to help. proposed, observed: not carried out, by mode. refused: a guard says no, or there is no plan. undone, unproven, failed: did not help. rejected, expired: waited for a person.',
    labels: ['action', 'outcome'],
    source: 'agent',
  },
  suppressed: {
    name: 'netsteward_actions_suppressed_total',
    type: 'counter',
    help: 'How often a guard has said no to an action since the agent started; more than one may say no to the same. plan: there was nothing that could be done.',
    labels: ['action', 'guard'],
    source: 'agent',
  },
  pending: {
    name: 'netsteward_actions_pending',
    type: 'gauge',
    help: 'Actions that wait for a person to approve or reject them.',
    labels: ['action'],
    source: 'agent',
  },
  running: {
    name: 'netsteward_actions_running',
    type: 'gauge',
    help: 'Actions that are going on: carried out, or not proven yet.',
    labels: ['action'],
    source: 'agent',
  },
  escalated: {
    name: 'netsteward_actions_escalated',
    type: 'gauge',
    help: 'Objects for which this action did not help so often in a row that it is left to a person: netsteward actions resume lets it be tried again.',
    labels: ['action'],
    source: 'agent',
  },
  contested: {
    name: 'netsteward_actions_contested',
    type: 'gauge',
    help: 'Settings that somebody else has changed back so often that they are left alone: netsteward actions resume lets them be set again.',
    labels: [],
    source: 'agent',
  },
  mode: {
    name: 'netsteward_action_mode',
    type: 'gauge',
    help: 'Always 1; the label tells the mode of the action: observe, propose, approve or auto, or off.',
    labels: ['action', 'mode'],
    source: 'configuration',
  },
  stopped: {
    name: 'netsteward_actions_stopped',
    type: 'gauge',
    help: 'Whether something stops all actions. kill_switch: a file, a signal, a command or a message. storm: too much was done. journal: what is done can not be recorded. dry_run: the configuration says so.',
    labels: ['cause'],
    source: 'agent',
  },
});
