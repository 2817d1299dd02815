import type { EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { FieldValue } from '../../../core/state.ts';

function linkSeverity(status: FieldValue): Severity {
  if (status === 'down') return 'warning';
  return status === 'going down' ? 'notice' : 'info';
}

/** @param side as the kernel names the ends of the link: Actor or Partner */
function churn(side: string): EventRule {
  return {
    what: 'slave-churn-state-changed',
    help: 'The watch over LACP on a slave came to another result: `churned` when one side did not join an aggregator in a minute.',
    severity: ({ to }) => (to === 'churned' ? 'warning' : 'info'),
    unless: ({ from }) => from === null,
    message: ({ subject, from, to }) =>
      `${subject}: the churn state of the ${side} is ${to ?? 'unknown'}, was ${from ?? 'unknown'}`,
  };
}

export const slaveKind: KindDefinition = {
  kind: 'slave',
  help: 'A link that belongs to a bond.',
  appeared: {
    what: 'slave-added',
    help: 'A device became a slave of a bond.',
    severity: 'notice',
    message: ({ subject, after }) => `${subject}: added to the bond, link ${after?.fields.mii_status ?? 'unknown'}`,
  },
  vanished: {
    what: 'slave-removed',
    help: 'A device is no longer a slave of a bond.',
    severity: 'warning',
    message: ({ subject }) => `${subject}: no longer in the bond`,
  },
  renamed: {
    what: 'slave-renamed',
    help: 'A slave of a bond got another name.',
    severity: 'notice',
    message: ({ from, to }) => `${to}: new name of the slave ${from}`,
    identity: ['netns', 'bond', 'ifindex'],
  },
  fields: {
    mii_status: {
      what: 'slave-mii-status-changed',
      help: 'The link of a slave went up or down, or waits for the delay of the bond (`going down`, `going back`).',
      severity: ({ to }) => linkSeverity(to),
      message: ({ subject, from, to }) => `${subject}: the link is ${to ?? 'unknown'}, was ${from ?? 'unknown'}`,
    },
    aggregator: {
      what: 'slave-aggregator-changed',
      help: 'A slave went to another LACP aggregator, or to none.',
      severity: ({ to }) => (to === null ? 'warning' : 'notice'),
      message: ({ subject, from, to }) => `${subject}: in aggregator ${to ?? 'none'}, was in ${from ?? 'none'}`,
    },
    partner_address: {
      what: 'slave-lacp-partner-changed',
      help: 'A slave hears another LACP partner. A warning when it hears none any more.',
      severity: ({ to }) => (to === null ? 'warning' : 'notice'),
      message: ({ subject, from, to }) =>
        to === null
          ? `${subject}: the LACP partner ${from} is no longer heard`
          : `${subject}: the LACP partner is ${to}, was ${from ?? 'none'}`,
    },
    actor_churn_state: churn('actor'),
    partner_churn_state: churn('partner'),
    queue_id: {
      what: 'slave-queue-changed',
      help: 'Somebody gave a slave another queue.',
      severity: 'notice',
      message: ({ subject, from, to }) => `${subject}: queue ${to ?? 'unknown'}, was ${from ?? 'unknown'}`,
    },
  },
};
