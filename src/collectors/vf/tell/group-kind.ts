import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';

const rule: Pick<EventRule, 'what' | 'help'> = {
  what: 'redundancy-changed',
  help: 'Virtual functions that should stand in for each other, the slaves of a bond or those of a guest in one VLAN, all hang on one physical function, so that one link takes all of them away; or they no longer do.',
};

const lost = ({ subject, after }: Change) =>
  `${subject}: no redundancy, its links all hang on ${after?.fields.shared_pf} (${after?.fields.vfs})`;

export const groupKind: KindDefinition = {
  kind: 'group',
  help: 'Virtual functions that should stand in for each other: those in a bond of the host, and those of a guest in one VLAN. Whether a guest bonds them can not be seen from outside.',
  appeared: {
    ...rule,
    severity: 'warning',
    unless: ({ after }) => (after?.fields.shared_pf ?? null) === null,
    message: lost,
  },
  fields: {
    shared_pf: {
      ...rule,
      severity: ({ to }) => (to === null ? 'info' : 'warning'),
      message: (change) =>
        change.to === null
          ? `${change.subject}: redundant again, its links hang on different ports (${change.after?.fields.vfs})`
          : lost(change),
    },
  },
};
