import type { Tables, TablesRequest } from '../../../host/host.ts';
import { textIn, textsIn } from '../../../ovs/row-values.ts';

/** What the database says about a port with more than one interface. */
export type PortRow = {
  readonly bridge: string | undefined;
  /** The address of the active member, `null` while there is none. */
  readonly activeAddress: string | null;
  readonly members: readonly MemberRow[];
};

export type MemberRow = {
  readonly name: string;
  readonly address: string | undefined;
  /** `up`, `down`, or not known. */
  readonly linkState: string | undefined;
};

/** Columns that change when something happened to a bond, and not every few seconds (ovs-vswitchd.conf.db(5)). */
export const bondTables: TablesRequest = {
  database: 'Open_vSwitch',
  tables: {
    Bridge: ['name', 'ports'],
    Port: ['name', 'interfaces', 'bond_active_slave'],
    Interface: ['name', 'mac_in_use', 'link_state', 'lacp_current'],
  },
};

const NO_ADDRESS = '00:00:00:00:00:00';

/** The ports with more than one interface by name. */
export function portRowsOf(tables: Tables): ReadonlyMap<string, PortRow> {
  const ports = tables.Port ?? new Map();
  const interfaces = tables.Interface ?? new Map();
  const bridges = new Map<string, string>();
  for (const bridge of tables.Bridge?.values() ?? []) {
    for (const port of textsIn(bridge, 'ports')) bridges.set(port, textIn(bridge, 'name') ?? '');
  }
  const rows = new Map<string, PortRow>();
  for (const [uuid, port] of ports) {
    const name = textIn(port, 'name');
    const members = textsIn(port, 'interfaces').flatMap((member) => interfaces.get(member) ?? []);
    if (name === undefined || members.length < 2) continue;
    const address = textIn(port, 'bond_active_slave');
    rows.set(name, {
      bridge: bridges.get(uuid),
      activeAddress: address === undefined || address === NO_ADDRESS ? null : address,
      members: members.map((member) => ({
        name: textIn(member, 'name') ?? '',
        address: textIn(member, 'mac_in_use'),
        linkState: textIn(member, 'link_state'),
      })),
    });
  }
  return rows;
}
