import type { Row, Tables, TablesRequest } from '../../host/host.ts';
import { numberIn, textAt, textIn, textsIn } from '../../ovs/row-values.ts';

/** An interface of a bridge, by what the database says of it. */
export type OvsInterface = {
  readonly name: string;
  /** `system` for a device of the kernel, `internal` for one of the switch's own, `dpdk`. */
  readonly type: string;
  readonly address: string | null;
  readonly ifindex: number | null;
  readonly mtu: number | null;
  /** Bits per second. */
  readonly speed: number | null;
  readonly duplex: string | null;
  /** The PCI address that a DPDK port was given. */
  readonly pci: string | null;
  /** The VLAN of the port that it belongs to. */
  readonly tag: number | null;
};

export const interfaceTables: TablesRequest = {
  database: 'Open_vSwitch',
  tables: {
    Bridge: ['name', 'ports'],
    Port: ['name', 'interfaces', 'tag'],
    Interface: ['name', 'type', 'mac_in_use', 'ifindex', 'mtu', 'link_speed', 'duplex', 'options'],
  },
};

/** The interfaces of one bridge. */
export function interfacesOf(tables: Tables, bridge: string): readonly OvsInterface[] {
  const row = [...(tables.Bridge?.values() ?? [])].find((one) => textIn(one, 'name') === bridge);
  if (row === undefined) return [];
  return textsIn(row, 'ports').flatMap((uuid) => {
    const port = tables.Port?.get(uuid);
    if (port === undefined) return [];
    const tag = numberIn(port, 'tag') ?? null;
    return textsIn(port, 'interfaces').flatMap((one) => {
      const found = tables.Interface?.get(one);
      return found === undefined ? [] : [interfaceOf(found, tag)];
    });
  });
}

function interfaceOf(row: Row, tag: number | null): OvsInterface {
  return {
    name: textIn(row, 'name') ?? '',
    type: textIn(row, 'type') || 'system',
    address: textIn(row, 'mac_in_use') ?? null,
    ifindex: numberIn(row, 'ifindex') ?? null,
    mtu: numberIn(row, 'mtu') ?? null,
    speed: numberIn(row, 'link_speed') ?? null,
    duplex: textIn(row, 'duplex') ?? null,
    pci: textAt(row, 'options', 'dpdk-devargs') ?? null,
    tag,
  };
}
