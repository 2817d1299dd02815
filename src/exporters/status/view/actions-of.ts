import type { Snapshot } from '../../../core/snapshot.ts';
import type { State } from '../../../core/state.ts';
import type { ActionStatus } from '../model/status.ts';
import { only, textIn, timeIn } from './alerts-of.ts';

/** The name under which decisions of the remediation stand among the collectors' results. */
const ACTIONS = 'action';

/** Decisions of late, newest first; nothing where no remediation is on. */
export function actionsOf(snapshots: readonly Snapshot[]): readonly ActionStatus[] | undefined {
  const snapshot = snapshots.find(({ collector }) => collector === ACTIONS);
  if (snapshot === undefined) return undefined;
  return [...snapshot.states.values()].map(statusOf).sort((a, b) => (b.since ?? 0) - (a.since ?? 0));
}

function statusOf({ subject, fields }: State): ActionStatus {
  const stage = textIn(fields.stage) ?? textIn(fields.outcome) ?? 'unknown';
  const action = textIn(fields.action) ?? 'action';
  const object = textIn(fields.object);
  return {
    id: subject,
    title: object === undefined ? action : `${action} on ${object}`,
    stage,
    ...only('since', timeIn(fields.since)),
    fields,
    waitsForApproval: /approval/.test(stage),
  };
}

/** Whether an action is about one of these objects or alerts. */
export function concerns({ fields }: ActionStatus, names: ReadonlySet<string>): boolean {
  const object = textIn(fields.object);
  const alert = textIn(fields.alert);
  return (object !== undefined && names.has(object)) || (alert !== undefined && names.has(alert));
}

/** `restart-daemon on ovs-vswitchd: done, it answers again` */
export function actionWords({ title, stage, fields }: ActionStatus): string {
  const reason = textIn(fields.reason);
  return reason === undefined ? `${title}: ${stage}` : `${title}: ${stage}, ${reason}`;
}
