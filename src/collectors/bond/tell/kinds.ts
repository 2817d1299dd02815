import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { State } from '../../../core/state.ts';
import { settingNames } from '../parse/attributes.ts';
import { slaveKind } from './slave-kind.ts';

const setting: EventRule = {
  what: 'setting-changed',
  help: 'Somebody changed a setting that has an effect in the mode of a bond.',
  severity: 'notice',
  // With another mode, or another way to watch the links, other settings have an effect and are known.
  unless: ({ field, before, after }) => !(hasField(before, field) && hasField(after, field)),
  message: ({ subject, field, from, to }) => `${subject}: ${field} is now ${to ?? 'unset'}, was ${from ?? 'unset'}`,
};

function hasField(state: State | undefined, field: string): boolean {
  return Object.hasOwn(state?.fields ?? {}, field);
}

const activeSlave: EventRule = {
  what: 'active-slave-changed',
  help: 'A bond turned to another slave. Critical when no slave is left, a notice when all slaves are up (the primary came back, or somebody chose), a warning otherwise.',
  severity: failoverSeverity,
  // The active slave has another name.
  unless: ({ before, after }) => {
    const number = before?.fields.active_slave_ifindex;
    return typeof number === 'number' && number === after?.fields.active_slave_ifindex;
  },
  message: ({ subject, from, to }) => {
    if (to === null) return `${subject}: no active slave is left, was ${from}`;
    return from === null
      ? `${subject}: ${to} is the active slave`
      : `${subject}: ${to} is the active slave, was ${from}`;
  },
};

function failoverSeverity({ to, after }: Change): Severity {
  if (to === null) return 'critical';
  return after?.fields.slaves_up === after?.fields.slaves ? 'notice' : 'warning';
}

function lossSeverity({ from, to }: Change): Severity {
  if (to === null) return 'critical';
  return from === null ? 'notice' : 'warning';
}

const bondKind: KindDefinition = {
  kind: 'bond',
  help: 'A kernel bond: several links used as one. The settings that its mode uses stand under the names of their sysfs attributes, in the units of the kernel.',
  appeared: {
    what: 'bond-appeared',
    help: 'A bond was created, or renamed to this name.',
    severity: 'notice',
    message: ({ subject, after }) => `${subject}: new bond, ${after?.fields.mode}`,
  },
  vanished: {
    what: 'bond-vanished',
    help: 'A bond was deleted, renamed, or went with its network namespace.',
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
    primary: {
      what: 'primary-changed',
      help: 'Somebody chose another slave as the preferred one, or the preferred one left the bond.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: the primary slave is now ${to ?? 'none'}, was ${from ?? 'none'}`,
    },
    ...Object.fromEntries(settingNames.map((name) => [name, setting])),
    active_slave: activeSlave,
    aggregator: {
      what: 'active-aggregator-changed',
      help: 'The driver turned to another LACP aggregator. Critical when none is left.',
      severity: lossSeverity,
      message: ({ subject, from, to }) =>
        to === null
          ? `${subject}: no aggregator is active, was ${from}`
          : `${subject}: aggregator ${to} is active, was ${from ?? 'none'}`,
    },
    aggregator_mismatch: {
      what: 'aggregator-mismatch-changed',
      help: 'A slave whose link is up came to be outside the active aggregator, so that it carries nothing, or the last such slave joined it.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: ({ subject, to }) =>
        to === true
          ? `${subject}: a slave is up but not in the active aggregator`
          : `${subject}: no slave that is up is outside the active aggregator`,
    },
    partner_address: {
      what: 'lacp-partner-changed',
      help: 'The active aggregator has another LACP partner. Critical when it has none any more.',
      severity: lossSeverity,
      message: ({ subject, from, to }) =>
        to === null
          ? `${subject}: the LACP partner ${from} is gone`
          : `${subject}: the LACP partner is ${to}, was ${from ?? 'none'}`,
    },
    mii_status: {
      what: 'mii-status-changed',
      help: 'The link of a bond as a whole went up or down.',
      severity: ({ to }) => (to === 'up' ? 'notice' : 'critical'),
      message: ({ subject, to }) => `${subject}: the bond is ${to}`,
    },
  },
};

export const kinds: readonly KindDefinition[] = [bondKind, slaveKind];
