import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { FieldValue } from '../../../core/state.ts';

/** `refused`, or `wrong-status (503 Service Unavailable)`. */
function why({ after }: Change, otherwise: string): string {
  const { reason, detail } = after?.fields ?? {};
  if (reason === null || reason === undefined) return otherwise;
  return detail === null || detail === undefined ? String(reason) : `${reason} (${detail})`;
}

const severities: Readonly<Record<string, Severity>> = { ACTIVE: 'info', INACTIVE: 'warning', UNKNOWN: 'warning' };

function stateSeverity({ to, after }: Change): Severity {
  // Whoever drains a member expects it to go.
  const severity = severities[String(to)] ?? 'notice';
  return severity === 'warning' && after?.fields.admin_state !== 'enabled' ? 'notice' : severity;
}

const stateChanged: EventRule = {
  what: 'member-state-changed',
  help: 'The checks came to another verdict about a member: ACTIVE, INACTIVE, or UNKNOWN when they can say nothing any more. `reason` and `last_results` in the details tell why. A flapping member is held INACTIVE.',
  severity: stateSeverity,
  // What somebody did to a member is told as that.
  unless: ({ after }) => after?.fields.reason === 'disabled',
  message: (change) => {
    const { subject, from, to } = change;
    return to === 'ACTIVE'
      ? `${subject}: ACTIVE, was ${from}`
      : `${subject}: ${to}, was ${from}: ${why(change, 'the checks come to no verdict')}`;
  },
};

const words: Readonly<Record<string, string>> = {
  enabled: 'takes connections again',
  drain: 'is drained: it takes no new connections',
  disabled: 'is disabled and no longer checked',
};

function expiry(expires: FieldValue | undefined): string {
  return typeof expires === 'string' ? expires.slice(0, 10) : 'some day';
}

export const memberKind: KindDefinition = {
  kind: 'member',
  help: 'A member of a pool. `state` is what the checks say, `admin_state` what somebody set, `operating_status` both in the words of Octavia.',
  appeared: {
    what: 'member-added',
    help: 'A member that nobody knew before: it was added, or the agent looked for the first time. Not told of one that is ACTIVE by then.',
    severity: ({ after }) => (after?.fields.state === 'INACTIVE' ? 'warning' : 'notice'),
    unless: ({ after }) => after?.fields.state === 'ACTIVE',
    message: (change) =>
      `${change.subject}: new member, ${change.after?.fields.state}: ${why(change, 'not checked yet')}`,
  },
  vanished: {
    what: 'member-removed',
    help: 'A member is no longer in its pool, or the pool is gone.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: no longer a member`,
  },
  fields: {
    admin_state: {
      what: 'member-admin-state-changed',
      help: 'Somebody enabled, drained or disabled a member.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: ${words[String(to)] ?? to}, was ${from}`,
    },
    flapping: {
      what: 'member-flapping-changed',
      help: 'A member came and went too often and is held INACTIVE, or has been calm since and is held no longer.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: ({ subject, to }) =>
        to === true
          ? `${subject}: flapping, it is held INACTIVE until it is calm`
          : `${subject}: calm again, no longer held`,
    },
    state: stateChanged,
    certificate_expiring: {
      what: 'member-certificate-expiring-changed',
      help: 'The certificate of a member runs out within `certificate_warning`, or was renewed.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      unless: ({ from, to }) => to === null || (from === null && to === false),
      message: ({ subject, to, after }) => {
        const day = expiry(after?.fields.certificate_expires);
        return to === true
          ? `${subject}: the certificate runs out on ${day}`
          : `${subject}: the certificate was renewed, it is good until ${day}`;
      },
    },
  },
};
