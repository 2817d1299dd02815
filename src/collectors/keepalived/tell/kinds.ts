import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';

const unknownSide = ({ from, to }: Change) => from === null || to === null;

const daemonKind: KindDefinition = {
  kind: 'daemon',
  help: 'A keepalived, by the name of its process id file. status is running, silent (it did not write in time what it was asked for) or gone.',
  fields: {
    status: {
      what: 'daemon-status-changed',
      help: 'A keepalived ended, does not answer, or is back. Critical when it ended or does not answer.',
      severity: ({ to }) => (to === 'running' ? 'notice' : 'critical'),
      message: ({ subject, to, after }) => {
        if (to === 'gone') return `${subject}: keepalived is gone`;
        return to === 'silent'
          ? `${subject}: keepalived does not answer`
          : `${subject}: keepalived runs, process ${after?.fields.pid}`;
      },
    },
    pid: {
      what: 'daemon-restarted',
      help: 'A keepalived was restarted.',
      severity: 'warning',
      unless: ({ before }) => before?.fields.status === 'gone',
      message: ({ subject, from, to }) => `${subject}: restarted, process ${to} instead of ${from}`,
    },
  },
};

const stateSeverities: Readonly<Record<string, Severity>> = { FAULT: 'critical', MASTER: 'notice' };

const instanceKind: KindDefinition = {
  kind: 'instance',
  help: 'A VRRP instance. state is MASTER, BACKUP, FAULT or INIT, null while its keepalived is gone. rival says whether it hears another master while it is master itself, master_heard whether it hears one while it is backup; both null until two looks tell. addresses_wrong says that it has no virtual addresses though it is master, or has them though it is not.',
  appeared: {
    what: 'instance-appeared',
    help: 'A VRRP instance was configured.',
    severity: 'info',
    message: ({ subject, after }) => `${subject}: ${after?.fields.state}, priority ${after?.fields.effective_priority}`,
  },
  vanished: {
    what: 'instance-vanished',
    help: 'A VRRP instance is no longer configured.',
    severity: 'notice',
    message: ({ subject }) => `${subject}: the instance is gone`,
  },
  fields: {
    state: {
      what: 'instance-state-changed',
      help: 'A VRRP instance became master or backup, or has a fault. Critical for a fault, a warning when it is master no more.',
      severity: ({ to }) => stateSeverities[String(to)] ?? 'warning',
      unless: ({ from, to }) => to === null || (from === null && to !== 'FAULT'),
      message: ({ subject, from, to, after }) => {
        const was = from === null ? '' : `, was ${from}`;
        const router = after?.fields.master_router ?? null;
        return `${subject}: ${to}${was}${router === null || to !== 'BACKUP' ? '' : `, the master is ${router}`}`;
      },
    },
    effective_priority: {
      what: 'instance-priority-changed',
      help: 'The priority of a VRRP instance changed with what it tracks, or by its configuration.',
      severity: 'notice',
      unless: unknownSide,
      message: ({ subject, from, to }) => `${subject}: priority ${to}, was ${from}`,
    },
    master_router: {
      what: 'instance-master-changed',
      help: 'A backup hears another master than before.',
      severity: 'notice',
      unless: unknownSide,
      message: ({ subject, from, to }) => `${subject}: the master is ${to}, was ${from}`,
    },
    rival: judged(
      'instance-rival-changed',
      'A VRRP instance is master and hears another one that is (also one whose adverts it refuses), or no longer does.',
      'is master, and so is another router whose adverts are heard',
      'no other master is heard any more',
    ),
    master_heard: {
      ...judged(
        'instance-master-heard-changed',
        'A VRRP instance is backup and hears no master, or hears one again.',
        'hears its master again',
        'is backup and hears no master',
      ),
      severity: ({ to }) => (to === false ? 'critical' : 'notice'),
      unless: ({ from, to }) => to === null || (from === null && to === true),
    },
    addresses_wrong: judged(
      'instance-addresses-changed',
      'A VRRP instance is master without its virtual addresses, or has them and is not master; or no longer.',
      'its virtual addresses are not as its state wants them: there exactly on the master',
      'its virtual addresses are as they should be again',
    ),
  },
};

const scriptKind: KindDefinition = {
  kind: 'script',
  help: 'A script that VRRP instances track. status is GOOD, BAD or another word of keepalived.',
  fields: {
    status: {
      what: 'script-status-changed',
      help: 'A script that VRRP instances track failed, or succeeds again.',
      severity: ({ to }) => (to === 'GOOD' ? 'notice' : 'warning'),
      unless: unknownSide,
      message: ({ subject, from, to }) => `${subject}: the script is ${to}, was ${from}`,
    },
  },
};

export const kinds: readonly KindDefinition[] = [daemonKind, scriptKind, instanceKind];

function judged(what: string, help: string, yes: string, no: string): EventRule {
  return {
    what,
    help,
    severity: ({ to }) => (to === true ? 'critical' : 'notice'),
    unless: ({ from, to }) => to === null || (from === null && to === false),
    message: ({ subject, to }) => `${subject}: ${to === true ? yes : no}`,
  };
}
