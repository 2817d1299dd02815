import { attributeNumber } from '../parse/attributes.ts';
import type { AggregatorReport, BondReport, LacpSide, SlaveReport } from '../parse/report.ts';
import type { AttributeReader } from './attribute-reader.ts';

/**
 * Adds what sysfs tells everybody of LACP where `/proc` keeps it from a reader without CAP_NET_ADMIN: the active
 * aggregator, its ports, and the state of each port (drivers/net/bonding/bond_sysfs.c and bond_sysfs_slave.c).
 */
export async function withPublicLacp(bond: string, report: BondReport, reader: AttributeReader): Promise<BondReport> {
  const { lacp } = report;
  if (lacp === undefined || lacp.aggregator !== undefined) return report;
  const [id, ports, slaves] = await Promise.all([
    reader.read(`/sys/class/net/${bond}/bonding/ad_aggregator`, attributeNumber),
    reader.read(`/sys/class/net/${bond}/bonding/ad_num_ports`, attributeNumber),
    Promise.all(report.slaves.map((slave) => withPortStates(slave, reader))),
  ]);
  return { ...report, slaves, lacp: { ...lacp, aggregator: aggregatorOf(id, ports) } };
}

/** The kernel writes 0 where no aggregator is active. */
function aggregatorOf(id: number | undefined, ports: number | undefined): AggregatorReport | null | undefined {
  if (id === undefined) return undefined;
  if (id === 0) return null;
  return { id, ports, actorKey: undefined, partnerKey: undefined, partnerAddress: undefined };
}

async function withPortStates(slave: SlaveReport, { read }: AttributeReader): Promise<SlaveReport> {
  const folder = `/sys/class/net/${slave.name}/bonding_slave`;
  const [actor, partner] = await Promise.all([
    read(`${folder}/ad_actor_oper_port_state`, attributeNumber),
    read(`${folder}/ad_partner_oper_port_state`, attributeNumber),
  ]);
  return { ...slave, actor: withState(slave.actor, actor), partner: withState(slave.partner, partner) };
}

function withState(side: LacpSide, portState: number | undefined): LacpSide {
  return { ...side, portState };
}
