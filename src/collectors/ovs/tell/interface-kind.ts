import type { Change, EventRule, KindDefinition } from '../../../core/definition.ts';
import type { FieldValue } from '../../../core/state.ts';

const isUnknown = ({ from, to }: Change): boolean => from === null || to === null;

/** Types of interfaces that are the host's own connection to the world. */
const UPLINKS: ReadonlySet<unknown> = new Set(['system', 'dpdk', 'afxdp', 'afxdp-nonpmd']);
const isUplink = ({ before, after }: Change): boolean => UPLINKS.has((after ?? before)?.fields.type);

function change(what: string, help: string, words: string, unit = ''): EventRule {
  const said = (value: FieldValue) => (value === null ? 'none' : `${value}${unit}`);
  return {
    what,
    help,
    severity: 'notice',
    message: ({ subject, from, to }) => `${subject}: ${words} is ${said(to)}, was ${said(from)}`,
  };
}

export const interfaceKind: KindDefinition = {
  kind: 'interface',
  help: 'An interface of Open vSwitch: a device, a tunnel, a patch or the socket of a guest.',
  appeared: {
    what: 'interface-appeared',
    help: 'An interface was added to a bridge.',
    severity: 'info',
    message: ({ subject, after }) => `${subject}: added to bridge ${after?.fields.bridge} (${after?.fields.type})`,
  },
  vanished: {
    what: 'interface-vanished',
    help: 'An interface was taken from its bridge.',
    severity: 'info',
    message: ({ subject, before }) => `${subject}: no longer in bridge ${before?.fields.bridge}`,
  },
  fields: {
    bridge: change('interface-moved', 'An interface went to another bridge.', 'bridge'),
    type: change('interface-type-changed', 'An interface became one of another type.', 'type'),
    error: {
      what: 'interface-error-changed',
      help: 'An interface could not be configured, or now could.',
      severity: ({ to }) => (to === null ? 'info' : 'warning'),
      message: ({ subject, to }) => (to === null ? `${subject}: configured without error` : `${subject}: ${to}`),
    },
    admin_state: {
      ...change('interface-admin-state-changed', 'An interface was set up or down.', 'administrative state'),
      unless: isUnknown,
    },
    link_state: {
      what: 'interface-link-state-changed',
      help: 'The link of an interface went up or down. A warning for the loss of one that leads out of the host.',
      severity: (one) => (isUplink(one) && one.to !== 'up' ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, from, to }) => `${subject}: the link is ${to}, was ${from}`,
    },
    vhost_connected: {
      what: 'vhost-peer-changed',
      help: 'The other end of a vhost-user socket came or went: a guest was started or stopped.',
      severity: 'notice',
      unless: isUnknown,
      message: ({ subject, to }) =>
        to === true ? `${subject}: the guest is connected` : `${subject}: no guest is connected`,
    },
    rx_queues_missing: {
      what: 'rx-queues-missing-changed',
      help: 'An interface has fewer receive queues than it was asked to have, or has them all.',
      severity: ({ to }) => (to === true ? 'warning' : 'info'),
      unless: ({ from, to }) => from !== true && to !== true,
      message: ({ subject, to }) =>
        to === true
          ? `${subject}: fewer receive queues than asked for`
          : `${subject}: as many receive queues as asked for`,
    },
    mtu: {
      ...change('interface-mtu-changed', 'The MTU of an interface was changed.', 'MTU', ' bytes'),
      unless: isUnknown,
    },
    vlan: change('interface-vlan-changed', 'Somebody changed the VLANs of a port.', 'VLAN'),
    tunnel_remote: change('tunnel-remote-changed', 'A tunnel leads to another address.', 'remote address'),
    bfd_state: {
      ...change('bfd-state-changed', 'A BFD session came up or went down.', 'BFD'),
      severity: ({ to }) => (to === 'up' ? 'notice' : 'warning'),
      unless: isUnknown,
    },
    cfm_fault: {
      what: 'cfm-fault-changed',
      help: 'Connectivity monitoring (802.1ag) sees a fault, or none any more.',
      severity: ({ to }) => (to === true ? 'warning' : 'notice'),
      unless: isUnknown,
      message: ({ subject, to }) =>
        to === true ? `${subject}: connectivity fault` : `${subject}: connectivity is good`,
    },
    spanning_tree_state: {
      ...change('spanning-tree-state-changed', 'A port has another state in the spanning tree.', 'spanning tree state'),
      unless: isUnknown,
    },
  },
};
