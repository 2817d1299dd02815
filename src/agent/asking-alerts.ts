import type { Alert } from '../alerts/alert.ts';
import { ALERT_NAME } from '../alerts/alert.ts';
import type { ReceivedAlert } from '../alerts/webhook/received-alert.ts';
import type { Standing } from '../remediation/guards/question.ts';
import type { AlertTrigger, Trigger } from '../remediation/trigger.ts';
import type { HostAlerts } from './host-alerts.ts';
import type { ReceivedAlerts } from './received-alerts.ts';

/** The alerts that may ask for actions: those that fire here and are not silenced, and those that were delivered. */
export type AskingAlerts = {
  readonly alerts: () => readonly AlertTrigger[];
  /** Whether what asks still does, by what is known now. */
  readonly standing: (trigger: Trigger) => Standing;
};

type Sources = {
  readonly own: () => Pick<HostAlerts, 'alerts' | 'isSilenced'> | undefined;
  readonly received: () => Pick<ReceivedAlerts, 'active'> | undefined;
};

export function askingAlerts({ own, received }: Sources): AskingAlerts {
  return {
    alerts: () => {
      const alerts = own();
      const firing = (alerts?.alerts() ?? []).filter((alert) => alert.state === 'firing');
      return [
        ...firing.filter((alert) => alerts?.isSilenced(alert) !== true).map(ownTrigger),
        ...(received()?.active() ?? []).map(receivedTrigger),
      ];
    },
    standing: (trigger) => {
      if (trigger.by !== 'alert') return { holds: true, words: 'it was asked for just now' };
      if (trigger.from === 'host') return ownStanding(own()?.alerts() ?? [], trigger);
      const isActive = received()
        ?.active()
        .some((one) => one.fingerprint === trigger.fingerprint && one.startsAt === trigger.since);
      return isActive === true
        ? { holds: true, words: 'the Alertmanager has not told that it has ended' }
        : { holds: false, words: 'the alert has ended' };
    },
  };
}

function ownStanding(alerts: readonly Alert[], trigger: AlertTrigger): Standing {
  const alert = alerts.find((one) => one.fingerprint === trigger.fingerprint);
  if (alert?.state !== 'firing') return { holds: false, words: 'the alert has ended' };
  if (alert.unknownSince !== undefined) return { holds: false, words: 'whether the alert still holds can not be told' };
  if (alert.keptSince !== undefined)
    return { holds: false, words: 'what the alert is about has ended; it only fires on' };
  return { holds: true, words: 'the alert still holds' };
}

function ownTrigger({ labels, fingerprint, firedAt, activeAt }: Alert): AlertTrigger {
  return triggerOf('host', labels, fingerprint, firedAt ?? activeAt);
}

function receivedTrigger({ labels, fingerprint, startsAt }: ReceivedAlert): AlertTrigger {
  return triggerOf('alertmanager', labels, fingerprint, startsAt);
}

function triggerOf(
  from: AlertTrigger['from'],
  labels: ReadonlyMap<string, string>,
  fingerprint: string,
  since: number,
): AlertTrigger {
  return {
    by: 'alert',
    from,
    name: labels.get(ALERT_NAME) ?? '',
    fingerprint,
    since,
    labels: Object.fromEntries(labels),
  };
}
