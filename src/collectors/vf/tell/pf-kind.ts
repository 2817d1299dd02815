import type { Change, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { FieldValue } from '../../../core/state.ts';

const LINKS: ReadonlyMap<FieldValue, string> = new Map([
  ['up', 'has its carrier back'],
  ['no-carrier', 'lost its carrier'],
  ['admin-down', 'was set down'],
]);

/** `ens1f0`, or nothing where the name is not known. */
function called({ before, after }: Change): string {
  const name = (after ?? before)?.fields.interface ?? before?.fields.interface;
  return name === undefined || name === null ? '' : ` (${name})`;
}

function users(fields: Readonly<Record<string, FieldValue>> | undefined): string {
  const usedBy = fields?.used_by;
  return typeof usedBy === 'string' && usedBy !== '' ? `; used by ${usedBy}` : '';
}

const functions = (count: FieldValue) => `${count} virtual function${count === 1 ? '' : 's'}`;

function numvfsSeverity({ from, to }: Change): Severity {
  if (typeof from === 'number' && typeof to === 'number' && to > from) return 'notice';
  return to === 0 ? 'critical' : 'warning';
}

/** Virtual functions that are told that their link is up whatever happens to the port: nobody behind them fails over. */
function unaware({ after, to }: Change): string {
  const count = after?.fields.forced_up;
  if (to === 'up' || typeof count !== 'number' || count === 0) return '';
  return `; ${count} of them are forced up and do not notice`;
}

const isKnown = ({ from, to }: Change) => from !== null && to !== null;

export const pfKind: KindDefinition = {
  kind: 'pf',
  help: 'A physical function: a network controller that can have virtual functions (SR-IOV). Its subject is its PCI address.',
  appeared: {
    what: 'pf-appeared',
    help: 'A network controller that can have virtual functions appeared on the PCI bus.',
    severity: 'notice',
    message: (change) =>
      `${change.subject}: new physical function, ${functions(change.after?.fields.numvfs ?? null)} of ${change.after?.fields.totalvfs}${called(change)}`,
  },
  vanished: {
    what: 'pf-vanished',
    help: 'A network controller that can have virtual functions is gone from the PCI bus, with all virtual functions that it had. Critical when it had some.',
    severity: ({ before }) => (Number(before?.fields.numvfs ?? 0) > 0 ? 'critical' : 'warning'),
    message: (change) =>
      `${change.subject}: the physical function is gone, with ${functions(change.before?.fields.numvfs ?? null)}${called(change)}${users(change.before?.fields)}`,
  },
  fields: {
    driver: {
      what: 'pf-driver-changed',
      help: 'A physical function was bound to another driver, or to none. Without a driver its network device and virtual functions are gone.',
      severity: ({ to }) => (to === null ? 'warning' : 'notice'),
      message: (change) =>
        `${change.subject}: ${change.to === null ? `lost its driver ${change.from}` : `is driven by ${change.to}, was by ${change.from ?? 'none'}`}${called(change)}`,
    },
    numvfs: {
      what: 'numvfs-changed',
      help: 'A physical function has more or fewer virtual functions than before. Critical when none is left, as after its driver was loaded anew, a warning when some are lost, a notice when there are more.',
      severity: numvfsSeverity,
      unless: (change) => !isKnown(change),
      message: (change) =>
        `${change.subject}: ${change.to === 0 ? 'no virtual functions are left' : functions(change.to)}, had ${change.from}${called(change)}${Number(change.to) < Number(change.from) ? users(change.before?.fields) : ''}`,
    },
    link: {
      what: 'pf-link-changed',
      help: 'A physical function lost its link or got it back, and its virtual functions with it, except those whose link state is forced. Told only while it has virtual functions.',
      severity: ({ to }) => (to === 'up' ? 'notice' : 'warning'),
      unless: (change) => !isKnown(change),
      message: (change) =>
        `${change.subject}: ${LINKS.get(change.to) ?? change.to}, which ${functions(change.after?.fields.numvfs ?? null)} depend on${called(change)}${users(change.after?.fields)}${unaware(change)}`,
    },
    eswitch_mode: {
      what: 'eswitch-mode-changed',
      help: 'Somebody changed how a physical function switches between its virtual ones: legacy or switchdev.',
      severity: 'warning',
      unless: (change) => !isKnown(change),
      message: (change) => `${change.subject}: the eswitch mode is ${change.to}, was ${change.from}${called(change)}`,
    },
    firmware: {
      what: 'pf-firmware-changed',
      help: 'A physical function runs another firmware.',
      severity: 'notice',
      unless: (change) => !isKnown(change),
      message: (change) => `${change.subject}: the firmware is ${change.to}, was ${change.from}${called(change)}`,
    },
  },
};
