import { type State, type States, statesOf } from '../../core/state.ts';
import type { Alert } from '../alert.ts';
import { iso, type SilencedBy, severityOf, subjectOf } from './transitions.ts';

/**
 * Makes the states of alerts. A state stays the same object, texts included, until something happens to its alert: a value
 * that changes with every reading would else be news each time.
 */
export function createAlertStates(silencedBy: SilencedBy = () => []): (alerts: readonly Alert[]) => States {
  let known = new Map<string, { readonly sign: string; readonly state: State }>();
  return (alerts) => {
    const next: typeof known = new Map();
    const subjects = new Set<string>();
    for (const alert of alerts) {
      const silences = silencedBy(alert).join(', ');
      const sign = [alert.state, alert.unknownSince !== undefined, alert.flapping, silences].join();
      const earlier = known.get(alert.fingerprint);
      // Two rules may make alerts with the same labels.
      const own = subjectOf(alert);
      const subject = subjects.has(own) ? `${own} of ${alert.group}` : own;
      subjects.add(subject);
      const isSame = earlier?.sign === sign && earlier.state.subject === subject;
      next.set(alert.fingerprint, isSame ? earlier : { sign, state: stateOf(alert, subject, silences) });
    }
    known = next;
    return statesOf([...next.values()].map(({ state }) => state));
  };
}

function stateOf(alert: Alert, subject: string, silences: string): State {
  return {
    kind: 'alert',
    subject,
    fields: {
      state: alert.state,
      severity: severityOf(alert),
      unknown: alert.unknownSince !== undefined,
      flapping: alert.flapping,
      silenced_by: silences === '' ? null : silences,
      active_since: iso(alert.activeAt),
      fired_at: alert.firedAt === undefined ? null : iso(alert.firedAt),
      group: alert.group,
      labels: JSON.stringify(Object.fromEntries(alert.labels)),
      ...Object.fromEntries(
        ['summary', 'description', 'action', 'runbook_url'].map((name) => [name, alert.annotations.get(name) ?? null]),
      ),
    },
  };
}
