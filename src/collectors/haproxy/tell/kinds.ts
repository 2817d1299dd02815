import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { State } from '../../../core/state.ts';

const processSeverities: Readonly<Record<string, Severity>> = {
  gone: 'critical',
  silent: 'critical',
  stopping: 'warning',
};

const processKind: KindDefinition = {
  kind: 'process',
  help: 'A process of HAProxy, by the name of its socket. status is running, stopping (it only finishes what it has), silent (no answer in time) or gone (nobody is behind its socket).',
  appeared: {
    what: 'process-appeared',
    help: 'An HAProxy answers that was not known before.',
    severity: 'notice',
    unless: ({ after }) => after?.fields.status === 'gone',
    message: ({ subject, after }) =>
      after?.fields.status === 'silent'
        ? `${subject}: ${after.fields.socket} is there but does not answer`
        : `${subject}: HAProxy ${after?.fields.version} runs, process ${after?.fields.pid}`,
  },
  vanished: {
    what: 'process-vanished',
    help: 'An HAProxy is gone, and so is its socket.',
    severity: 'critical',
    unless: ({ before }) => before?.fields.status === 'gone',
    message: ({ subject, before }) => `${subject}: HAProxy is gone, and so is ${before?.fields.socket}`,
  },
  fields: {
    status: {
      what: 'process-status-changed',
      help: 'An HAProxy is gone, does not answer in time, only finishes what it has, or is back. Critical when it is gone or silent.',
      severity: ({ to }) => processSeverities[String(to)] ?? 'notice',
      message: ({ subject, from, to, after }) => {
        if (to === 'gone') return `${subject}: HAProxy is gone, nobody answers at ${after?.fields.socket}`;
        if (to === 'silent') return `${subject}: HAProxy does not answer in time at ${after?.fields.socket}`;
        if (to === 'stopping') return `${subject}: HAProxy is stopping, it only finishes what it has`;
        return from === 'gone'
          ? `${subject}: HAProxy runs again, process ${after?.fields.pid}`
          : `${subject}: HAProxy answers again`;
      },
    },
    pid: {
      what: 'process-replaced',
      help: 'HAProxy was reloaded or restarted: another process answers.',
      severity: 'notice',
      unless: ({ from, before }) => from === null || before?.fields.status === 'gone',
      message: ({ subject, from, to }) => `${subject}: reloaded or restarted, process ${to} instead of ${from}`,
    },
    version: {
      what: 'version-changed',
      help: 'HAProxy has another version than before.',
      severity: 'notice',
      unless: ({ from, to }) => from === null || to === null,
      message: ({ subject, from, to }) => `${subject}: HAProxy ${to}, was ${from}`,
    },
  },
};

const frontendKind: KindDefinition = {
  kind: 'frontend',
  help: 'Where HAProxy takes connections.',
  fields: {
    open: {
      what: 'frontend-changed',
      help: 'A frontend was stopped, or takes connections again.',
      severity: ({ to }) => (to === true ? 'notice' : 'warning'),
      unless: unknownSide,
      message: ({ subject, to }) =>
        `${subject}: ${to === true ? 'takes connections again' : 'takes no connections any more'}`,
    },
  },
};

const backendKind: KindDefinition = {
  kind: 'backend',
  help: 'Servers that share the load. serving says which of them it can use: active, backup or none; null where it has no servers.',
  fields: {
    status: {
      what: 'backend-status-changed',
      help: 'A backend has no server left that it can use, or has one again.',
      severity: ({ to }) => (to === 'UP' ? 'notice' : 'critical'),
      unless: onlyNews,
      message: ({ subject, to }) =>
        to === 'UP' ? `${subject}: has a server again` : `${subject}: ${to}, no server is left`,
    },
    serving: {
      what: 'backend-serving-changed',
      help: 'A backend turned to its backup servers, or back to its active ones.',
      severity: ({ to }) => (to === 'backup' ? 'warning' : 'notice'),
      // That there is none, or one again, is told with the status.
      unless: ({ from, to }) => !(from === 'active' && to === 'backup') && !(from === 'backup' && to === 'active'),
      message: ({ subject, to }) => `${subject}: uses its ${to} servers now`,
    },
  },
};

const statusSeverities: Readonly<Record<string, Severity>> = { DOWN: 'warning', UP: 'notice', NO_CHECK: 'notice' };

const serverKind: KindDefinition = {
  kind: 'server',
  help: 'A server of a backend. status is UP, DOWN, MAINT, DRAIN, NOLB or NO_CHECK (not checked), null while HAProxy is gone; cause is what HAProxy adds to it (via be/s1: by a server that it tracks; agent; resolution). check_message is what the check said when it first came to this result.',
  fields: {
    status: {
      what: 'server-status-changed',
      help: 'A server went down or came up, or somebody took it out or brought it back, with what the last check said.',
      severity: ({ to }) => statusSeverities[String(to)] ?? 'notice',
      unless: onlyNews,
      message: statusMessage,
    },
    address: placeRule('address'),
    port: placeRule('port'),
  },
};

export const kinds: readonly KindDefinition[] = [processKind, frontendKind, serverKind, backendKind];

function unknownSide({ from, to }: Change): boolean {
  return from === null || to === null;
}

/** While HAProxy is gone nothing is known; what is bad when it is back is news all the same. */
function onlyNews({ from, to }: Change): boolean {
  return to === null || (from === null && to !== 'DOWN');
}

function statusMessage({ subject, from, to, after }: Change): string {
  const was = from === null ? '' : `, was ${from}`;
  const reason = to === 'DOWN' || to === 'UP' ? checkWords(after) : '';
  const cause = after?.fields.cause ?? null;
  return `${subject}: ${to}${cause === null ? '' : ` (${cause})`}${was}${reason === '' ? '' : `: ${reason}`}`;
}

/** `L7STS 503, HTTP status check returned code <503>: Service Unavailable` */
function checkWords(state: State | undefined): string {
  const { check_status: status = null, check_code: code = null, check_message: message = null } = state?.fields ?? {};
  if (status === null) return '';
  return `${status}${code === null || code === 0 ? '' : ` ${code}`}${message === null ? '' : `, ${message}`}`;
}

function placeRule(word: 'address' | 'port'): EventRule {
  return {
    what: `server-${word}-changed`,
    help: `A server has another ${word}: a name was resolved anew, or somebody set it.`,
    severity: 'notice',
    message: ({ subject, from, to }) => `${subject}: ${word} ${to ?? 'none'}, was ${from ?? 'none'}`,
  };
}
