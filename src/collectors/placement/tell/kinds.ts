import type { KindDefinition } from '../../../core/definition.ts';
import type { State } from '../../../core/state.ts';

export const guestKind: KindDefinition = {
  kind: 'guest',
  help: 'A running virtual machine and the NUMA nodes that its parts are on.',
  appeared: {
    what: 'guest-appeared',
    help: 'A guest was started. A warning when it is not where the configuration says.',
    severity: ({ after }) => (after?.fields.as_declared === false ? 'warning' : 'info'),
    message: ({ subject, after }) =>
      after?.fields.as_declared === false ? `${subject} is${deviationOf(after)}` : `${subject} runs${nodesOf(after)}`,
  },
  vanished: {
    what: 'guest-vanished',
    help: 'A guest has ended.',
    severity: 'info',
    message: ({ subject }) => `${subject} has ended`,
  },
  fields: {
    as_declared: {
      what: 'deviation-changed',
      help: 'A guest is no longer, or is again, on the NUMA nodes that the configuration declares for it.',
      severity: ({ to }) => (to === false ? 'warning' : 'notice'),
      unless: ({ from, to }) => to === null || (from === null && to === true),
      message: ({ subject, to, after }) =>
        to === false
          ? `${subject} is${deviationOf(after)}`
          : `${subject} is where it was declared to be${declaredIn(after)}`,
    },
  },
};

function nodesOf(state: State | undefined): string {
  const nodes = state?.fields.nodes;
  if (typeof nodes !== 'string' || nodes === '') return '';
  return ` on NUMA ${/\D/.test(nodes) ? 'nodes' : 'node'} ${nodes}`;
}

function deviationOf(state: State | undefined): string {
  return ` not where it was declared to be${declaredIn(state)}: ${state?.fields.deviation}`;
}

function declaredIn(state: State | undefined): string {
  return ` (${state?.fields.declared})`;
}
