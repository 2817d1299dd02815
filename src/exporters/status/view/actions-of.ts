import type { Snapshot } from '../../../core/snapshot.ts';
import type { State } from '../../../core/state.ts';
import type { ActionStatus, Actions } from '../model/status.ts';
import { only, textIn, timeIn } from './alerts-of.ts';

/** The name under which decisions of the remediation stand among the collectors' results. */
const ACTIONS = 'action';

/** Decisions of late and what stops all; nothing where the agent knows no action. */
export function actionsOf(snapshots: readonly Snapshot[]): Actions | undefined {
  const states = [...(snapshots.find(({ collector }) => collector === ACTIONS)?.states.values() ?? [])];
  const decisions = states.filter(({ kind }) => kind === 'decision').map(statusOf);
  const known = states.filter(({ kind }) => kind === 'action').length;
  const stops = states.filter(({ kind }) => kind === 'stop').map(({ subject }) => subject);
  if (decisions.length === 0 && known === 0) return undefined;
  return { known, stops, decisions: decisions.sort(byPlace) };
}

/** Those that wait for somebody first, then the newest. */
function byPlace(a: ActionStatus, b: ActionStatus): number {
  return Number(b.waitsForApproval) - Number(a.waitsForApproval) || (b.since ?? 0) - (a.since ?? 0);
}

function statusOf({ subject, fields }: State): ActionStatus {
  const stage = textIn(fields.outcome) ?? 'unknown';
  const action = textIn(fields.action) ?? 'action';
  const object = textIn(fields.object);
  return {
    id: subject,
    title: object === undefined ? action : `${action} on ${object}`,
    stage: STAGES.get(stage) ?? stage,
    ...only('since', timeIn(fields.changed_at) ?? timeIn(fields.decided_at)),
    ...only('reason', textIn(fields.words)),
    fields,
    waitsForApproval: stage === 'waiting',
  };
}

/** What became of a decision, as a person says it. */
const STAGES: ReadonlyMap<string, string> = new Map([
  ['waiting', 'waits for approval'],
  ['begun', 'is carried out'],
  ['done', 'done, and it helped'],
  ['undone', 'did not help, and was undone'],
  ['unproven', 'carried out, not proven to help'],
  ['observed', 'observed only'],
  ['proposed', 'proposed, not carried out'],
]);

/** Whether an action is about one of these objects or alerts. */
export function concerns({ fields }: ActionStatus, names: ReadonlySet<string>): boolean {
  const object = textIn(fields.object);
  if (object !== undefined && names.has(object)) return true;
  const [, alert] = ALERT.exec(textIn(fields.asked_by) ?? '') ?? [];
  return alert !== undefined && names.has(alert);
}

/** `alert ConntrackFilling (host)` */
const ALERT = /^alert (\S+) \(/;

/** `restart-daemon on ovs-vswitchd: done, and it helped: it answers again` */
export function actionWords({ title, stage, reason }: ActionStatus): string {
  return reason === undefined ? `${title}: ${stage}` : `${title}: ${stage}: ${reason}`;
}
