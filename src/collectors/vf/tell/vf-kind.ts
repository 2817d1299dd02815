import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { Severity } from '../../../core/event.ts';
import type { FieldValue, State } from '../../../core/state.ts';

const PLACES: ReadonlyMap<FieldValue | undefined, string> = new Map([
  ['host', 'a network device of the host'],
  ['vfio', 'given out and in no known guest'],
  ['unbound', 'without a driver'],
  ['elsewhere', 'in a namespace without a name, or without a network device'],
]);

function placeWords(place: FieldValue | undefined): string {
  return PLACES.get(place) ?? `in ${place}`;
}

/** ` (VF 3 of ens1f0, in guest web1)`: what the one who is called has to look at. */
function about(state: State | undefined, withPlace = true): string {
  const { vf, interface: name, bond, place } = state?.fields ?? {};
  const where = typeof bond === 'string' ? `in ${bond}` : placeWords(place);
  return ` (VF ${vf}${typeof name === 'string' ? ` of ${name}` : ''}${withPlace ? `, ${where}` : ''})`;
}

/** Whether somebody is using it, so that another setting may cut off traffic. */
function isInUse(state: State | undefined): boolean {
  const { place, bond } = state?.fields ?? {};
  return typeof bond === 'string' || (typeof place === 'string' && /^(?:guest|namespace) /.test(place));
}

/** Setting up a function that nobody uses yet is everyday work. */
function severityInUse({ before, after }: Change): Severity {
  return isInUse(before) && isInUse(after) ? 'warning' : 'notice';
}

function worded(value: FieldValue, unit: string): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === 0 ? 'none' : `${value}${unit}`;
}

/** That a value is known for the first time, or not any more, is no change of it. */
const isFirstKnown = ({ from, to }: Change) => from === null || to === null;

function setting(what: string, help: string, name: string, unit = '', severity = severityInUse): EventRule {
  return {
    what,
    help: `${help} A warning when the virtual function is in use, a notice otherwise.`,
    severity,
    unless: isFirstKnown,
    message: ({ subject, from, to, after }) =>
      `${subject}: ${name} is ${worded(to, unit)}, was ${worded(from, unit)}${about(after)}`,
  };
}

const zeroMac: Pick<EventRule, 'what' | 'help'> = {
  what: 'zero-mac-in-bond',
  help: 'A virtual function in a bond, or one of several in one VLAN of a guest, has no address set by the host (all zero): it gets another random one each time its driver starts, and where it has to take the address of the bond it needs trust. Told again as info when it has one.',
};

const withoutAddress = ({ subject, after }: Change) =>
  `${subject}: is to stand in for others and has no MAC set by the host${about(after)}`;

export const vfKind: KindDefinition = {
  kind: 'vf',
  help: 'A virtual function, named by the PCI address of its physical function and its number there. What was set for it stands as its driver tells, rates in Mbit/s.',
  appeared: {
    ...zeroMac,
    severity: 'warning',
    unless: ({ after }) => after?.fields.zero_mac_in_bond !== true,
    message: withoutAddress,
  },
  fields: {
    place: {
      what: 'place-changed',
      help: 'A virtual function went to a guest, a namespace, the host, or was given back.',
      severity: 'info',
      message: ({ subject, from, to, after }) =>
        `${subject}: now ${placeWords(to)}, was ${placeWords(from)}${about(after, false)}`,
    },
    mac: setting('mac-changed', 'The host or a trusted guest set another address of a virtual function.', 'MAC'),
    vlan: setting('vlan-changed', 'Somebody put a virtual function into another VLAN.', 'VLAN'),
    qos: setting('vlan-qos-changed', 'Somebody changed the VLAN priority of a virtual function.', 'VLAN priority'),
    vlan_protocol: setting(
      'vlan-protocol-changed',
      'Somebody changed the VLAN protocol of a virtual function.',
      'VLAN protocol',
    ),
    spoof_check: setting(
      'spoof-check-changed',
      'Somebody changed whether packets with a foreign source address are dropped.',
      'spoof check',
    ),
    trust: setting(
      'trust-changed',
      'Somebody changed whether a virtual function may change its address or be promiscuous.',
      'trust',
    ),
    link_state: setting(
      'link-state-changed',
      'Somebody changed whether the link of a virtual function follows that of its physical function (auto) or is forced up (enable) or down (disable).',
      'link state',
    ),
    max_tx_rate: setting(
      'max-tx-rate-changed',
      'Somebody changed what a virtual function may send.',
      'maximum rate',
      ' Mbit/s',
    ),
    min_tx_rate: setting(
      'min-tx-rate-changed',
      'Somebody changed what a virtual function is guaranteed to send.',
      'guaranteed rate',
      ' Mbit/s',
    ),
    rss_query: setting(
      'rss-query-changed',
      'Somebody changed whether a virtual function may ask for the hash of receive side scaling.',
      'RSS query',
      '',
      () => 'notice',
    ),
    zero_mac_in_bond: {
      ...zeroMac,
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      message: (change) =>
        change.to === true
          ? withoutAddress(change)
          : `${change.subject}: no more without a MAC in a bond${about(change.after)}`,
    },
  },
};
