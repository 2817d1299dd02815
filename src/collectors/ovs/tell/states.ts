import { type FieldValue, type State, sameState, stateKey } from '../../../core/state.ts';
import { booleanIn, numberIn, textAt, textIn, textsIn } from '../../../ovs/row-values.ts';
import type { DaemonMemory, SwitchMemory } from '../memory.ts';
import {
  bfdState,
  lacksRxQueues,
  rxQueuesRequested,
  tunnelRemote,
  typeOf,
  vhostConnected,
  vhostMode,
} from '../model/interface-facts.ts';
import { type Bridge, type Interface, type Model, type Port, rowsOf } from '../model/model.ts';

type Told = Pick<SwitchMemory, 'states' | 'interfaceStates'>;

/** A name in events and states: `br0`, or `/run/ovs2:br0` of another than the default switch. */
export function subjectOf(daemon: string, name: string): string {
  return daemon === '' ? name : `${daemon}:${name}`;
}

/** The states of a switch. Those that did not change are given back as the same objects. */
export function statesOfSwitch(daemon: string, memory: Omit<SwitchMemory, keyof Told>, before: SwitchMemory): Told {
  const earlier = new Map(before.states.map((state) => [stateKey(state), state]));
  const kept = (kind: string, name: string, fields: State['fields']): State => {
    const state = { kind, subject: subjectOf(daemon, name), fields: { daemon, ...fields } };
    const old = earlier.get(stateKey(state));
    return old !== undefined && sameState(old, state) ? old : state;
  };
  const daemons = [
    kept('daemon', 'ovsdb-server', daemonFields(memory.ovsdb)),
    kept('daemon', 'ovs-vswitchd', daemonFields(memory.vswitchd)),
  ].filter((_, index) => (index === 0 ? memory.ovsdb : memory.vswitchd).pid !== undefined);
  const fieldsOf = ({ name }: Interface) =>
    earlier.get(stateKey({ kind: 'interface', subject: subjectOf(daemon, name) }))?.fields ?? {};
  const { model } = memory;
  if (model === undefined) return { states: daemons, interfaceStates: new Map() };
  const wasPending = before.pendingSince !== undefined;
  const isPending = memory.pendingSince !== undefined;
  const interfaceStates = new Map(
    model.interfaces.map((one) => {
      const known = wasPending ? undefined : before.interfaceStates.get(one);
      return [one, known ?? kept('interface', one.name, interfaceFields(one, fieldsOf(one), isPending))];
    }),
  );
  const states = [
    ...daemons,
    kept('switch', 'switch', switchFields(model, memory.isStuck)),
    ...model.bridges.map((bridge) => kept('bridge', bridge.name, bridgeFields(bridge))),
    ...peers(model).map(({ kind, name, fields }) => kept(kind, name, fields)),
    ...interfaceStates.values(),
  ];
  return { states, interfaceStates };
}

function daemonFields({ isUp, pid, version }: DaemonMemory): State['fields'] {
  return { up: isUp, pid: pid ?? null, version: version ?? null };
}

function switchFields({ root = {} }: Model, isStuck: boolean): State['fields'] {
  return {
    dpdk_version: textIn(root, 'dpdk_version') ?? null,
    dpdk_initialized: booleanIn(root, 'dpdk_initialized') ?? null,
    configuration_stuck: isStuck,
  };
}

function bridgeFields({ name, row }: Bridge): State['fields'] {
  return {
    bridge: name,
    datapath_type: textIn(row, 'datapath_type') || 'system',
    datapath_id: textIn(row, 'datapath_id') ?? null,
    fail_mode: textIn(row, 'fail_mode') ?? null,
    stp: booleanIn(row, 'stp_enable') ?? null,
    rstp: booleanIn(row, 'rstp_enable') ?? null,
  };
}

type Peer = { readonly kind: string; readonly name: string; readonly fields: State['fields'] };

/** Controllers and mirrors of the bridges, managers of the database. */
function peers({ bridges, tables }: Model): readonly Peer[] {
  const controllers = bridges.flatMap((bridge) =>
    textsIn(bridge.row, 'controller').flatMap((id): readonly Peer[] => {
      const row = rowsOf(tables, 'Controller').get(id);
      const target = row === undefined ? undefined : textIn(row, 'target');
      if (row === undefined || target === undefined) return [];
      const fields = { bridge: bridge.name, target, connected: booleanIn(row, 'is_connected') ?? null };
      return [
        {
          kind: 'controller',
          name: `${bridge.name}/${target}`,
          fields: { ...fields, role: textIn(row, 'role') ?? null },
        },
      ];
    }),
  );
  const managers = [...rowsOf(tables, 'Manager').values()].map((row): Peer => {
    const target = textIn(row, 'target') ?? '';
    return { kind: 'manager', name: target, fields: { target, connected: booleanIn(row, 'is_connected') ?? null } };
  });
  const mirrors = bridges.flatMap((bridge) =>
    textsIn(bridge.row, 'mirrors').flatMap((id): readonly Peer[] => {
      const row = rowsOf(tables, 'Mirror').get(id);
      const name = row === undefined ? undefined : textIn(row, 'name');
      if (name === undefined) return [];
      return [{ kind: 'mirror', name: `${bridge.name}/${name}`, fields: { bridge: bridge.name, mirror: name } }];
    }),
  );
  return [...controllers, ...managers, ...mirrors];
}

/**
 * @param before while ovs-vswitchd starts it says nothing of links and guests, which stand as they were last seen
 * @param isPending while a configuration is being applied, queues may be asked for that are about to come
 */
function interfaceFields(one: Interface, before: State['fields'], isPending: boolean): State['fields'] {
  const { row, port, name } = one;
  const error = textIn(row, 'error') ?? null;
  const orBefore = (value: FieldValue | undefined, field: string) =>
    value ?? (error === null ? (before[field] ?? null) : null);
  const lacksQueues = isPending ? undefined : lacksRxQueues(one);
  return {
    bridge: port.bridge,
    port: port.name,
    interface: name,
    type: typeOf(one),
    admin_state: orBefore(textIn(row, 'admin_state'), 'admin_state'),
    link_state: orBefore(textIn(row, 'link_state'), 'link_state'),
    error,
    mtu: numberIn(row, 'mtu') ?? null,
    ofport: numberIn(row, 'ofport') ?? null,
    address: textIn(row, 'mac_in_use') ?? null,
    vlan: vlanOf(port),
    vhost_connected: vhostMode(one) === undefined ? null : orBefore(vhostConnected(one), 'vhost_connected'),
    rx_queues_missing: rxQueuesRequested(one) === undefined ? null : orBefore(lacksQueues, 'rx_queues_missing'),
    tunnel_remote: tunnelRemote(one) ?? null,
    bfd_state: bfdState(one) ?? null,
    cfm_fault: booleanIn(row, 'cfm_fault') ?? null,
    spanning_tree_state:
      textAt(port.row, 'rstp_status', 'rstp_port_state') ?? textAt(port.row, 'status', 'stp_state') ?? null,
  };
}

/** `tag 10`, `trunks 1,2,3`, `tag 10 trunks 1,2,3`; nothing for a port that carries all VLANs. */
function vlanOf({ row }: Port): FieldValue {
  const tag = numberIn(row, 'tag');
  const trunks = textsIn(row, 'trunks');
  const words = [
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(trunks.length === 0 ? [] : [`trunks ${trunks.join(',')}`]),
  ];
  return words.length === 0 ? null : words.join(' ');
}
