import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';

function setting(words: string, unit = ''): EventRule {
  return {
    what: 'setting-changed',
    help: 'Somebody changed a setting of a bond: a delay, the preferred member, or whether it may fall back from LACP.',
    severity: 'notice',
    unless: ({ from, to }) => from === null && to === null,
    message: ({ subject, from, to }) => `${subject}: ${words} is ${to ?? 'none'}${unit}, was ${from ?? 'none'}${unit}`,
  };
}

function failoverSeverity({ to, after }: Change): Severity {
  if (to === null) return 'critical';
  return after?.fields.members_enabled === after?.fields.members ? 'notice' : 'warning';
}

const lacpSeverities: Readonly<Record<string, Severity>> = { configured: 'critical', negotiated: 'notice' };

export const bondKind: KindDefinition = {
  kind: 'bond',
  help: 'A bond of Open vSwitch: several links used as one.',
  appeared: {
    what: 'bond-appeared',
    help: 'A bond was created.',
    severity: 'notice',
    message: ({ subject, after }) => `${subject}: new bond, ${after?.fields.mode}`,
  },
  vanished: {
    what: 'bond-vanished',
    help: 'A bond was deleted, or has one member left and is a plain port now.',
    severity: 'warning',
    message: ({ subject }) => `${subject}: the bond is gone`,
  },
  fields: {
    mode: {
      what: 'mode-changed',
      help: 'Somebody changed the mode of a bond.',
      severity: 'warning',
      message: ({ subject, from, to }) => `${subject}: the mode is now ${to}, was ${from}`,
    },
    updelay_ms: setting('updelay', ' ms'),
    downdelay_ms: setting('downdelay', ' ms'),
    primary: setting('the preferred member'),
    lacp_fallback: setting('fallback from LACP to active-backup'),
    active_member: {
      what: 'active-member-changed',
      help: 'A bond turned to another active member. Critical when none is left, a notice when all members are in use (the preferred one came back, or somebody chose), a warning otherwise.',
      severity: failoverSeverity,
      message: ({ subject, from, to }) => {
        if (to === null) return `${subject}: no active member is left, was ${from}`;
        return from === null
          ? `${subject}: ${to} is the active member`
          : `${subject}: ${to} is the active member, was ${from}`;
      },
    },
    active_link_down: {
      what: 'active-member-link-down-changed',
      help: 'The database of Open vSwitch names an active member whose link is down, and has done so for longer than a failover takes; or no longer does.',
      severity: ({ to }) => (to === true ? 'critical' : 'info'),
      unless: ({ from, to }) => from !== true && to !== true,
      message: ({ subject, to }) =>
        to === true
          ? `${subject}: the link of the active member is down`
          : `${subject}: the database no longer names an active member whose link is down`,
    },
    lacp_status: {
      what: 'lacp-status-changed',
      help: 'LACP of a bond came to an agreement (negotiated), lost it (configured), or was turned on or off. Critical when it was lost.',
      severity: ({ to }) => lacpSeverities[String(to)] ?? 'notice',
      message: ({ subject, from, to }) => `${subject}: LACP is ${to}, was ${from}`,
    },
    fallback_active: {
      what: 'lacp-fallback-changed',
      help: 'A bond works as active-backup because no LACP partner answers, or no longer does.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: ({ subject, to }) =>
        to === true
          ? `${subject}: no LACP partner answers, it works as active-backup`
          : `${subject}: it no longer works as active-backup`,
    },
  },
};

export const memberKind: KindDefinition = {
  kind: 'member',
  help: 'A link that belongs to a bond.',
  appeared: {
    what: 'member-added',
    help: 'An interface became a member of a bond.',
    severity: 'notice',
    message: ({ subject, after }) =>
      `${subject}: added to the bond, ${after?.fields.enabled === true ? 'enabled' : 'disabled'}`,
  },
  vanished: {
    what: 'member-removed',
    help: 'An interface is no longer a member of a bond.',
    severity: 'warning',
    message: ({ subject }) => `${subject}: no longer in the bond`,
  },
  fields: {
    enabled: {
      what: 'member-enabled-changed',
      help: 'A bond began or ceased to use a member, because of its link, of LACP, or because somebody said so.',
      severity: ({ to }) => (to === true ? 'info' : 'warning'),
      message: ({ subject, to }) =>
        to === true ? `${subject}: the bond uses it` : `${subject}: the bond no longer uses it`,
    },
    lacp_status: {
      what: 'member-lacp-status-changed',
      help: 'A member hears its LACP partner (current), no longer hears it (expired), or goes on without one (defaulted).',
      severity: ({ to }) => (to === 'current' || to === null ? 'info' : 'warning'),
      message: ({ subject, from, to }) => `${subject}: LACP is ${to ?? 'off'}, was ${from ?? 'off'}`,
    },
    partner_id: {
      what: 'member-lacp-partner-changed',
      help: 'A member hears another LACP partner. A warning when it hears none any more.',
      severity: ({ to }) => (to === null ? 'warning' : 'notice'),
      message: ({ subject, from, to }) =>
        to === null
          ? `${subject}: the LACP partner ${from} is no longer heard`
          : `${subject}: the LACP partner is ${to}, was ${from ?? 'none'}`,
    },
  },
};
