import { defineMetrics } from '../../../core/metric.ts';

const SLAVE = ['netns', 'bond', 'slave'] as const;
const PROC = '/proc/net/bonding/<bond>';

/** Figures of a slave in any mode. */
export const slaveMetrics = defineMetrics({
  info: {
    name: 'netsteward_bond_slave_info',
    type: 'gauge',
    help: 'Always 1; the label tells the permanent hardware address of a slave, which it may not be using while it is in the bond.',
    labels: [...SLAVE, 'permanent_address'],
    source: `${PROC} "Permanent HW addr"`,
  },
  miiStatus: {
    name: 'netsteward_bond_slave_mii_status',
    type: 'gauge',
    help: 'Link of a slave as the bond sees it: 1 for the status that it has, 0 for the others. Up and going down are in use (the latter until downdelay is over), down and going back are not.',
    labels: [...SLAVE, 'status'],
    source: `${PROC} "MII Status" of the slave`,
  },
  speed: {
    name: 'netsteward_bond_slave_speed_bytes_per_second',
    type: 'gauge',
    help: 'Speed of the link in bytes (not bits) per second. Left out when the driver does not know it; a link that is down keeps the last one.',
    labels: SLAVE,
    source: `${PROC} "Speed"`,
  },
  fullDuplex: {
    name: 'netsteward_bond_slave_full_duplex',
    type: 'gauge',
    help: '1 when the link is full duplex, 0 when it is half duplex. Left out when the driver does not know it.',
    labels: SLAVE,
    source: `${PROC} "Duplex"`,
  },
  linkFailures: {
    name: 'netsteward_bond_slave_link_failures_total',
    type: 'counter',
    help: 'Failures of the link since the device became a slave.',
    labels: SLAVE,
    source: `${PROC} "Link Failure Count"`,
  },
  linkChanged: {
    name: 'netsteward_bond_slave_last_link_change_timestamp_seconds',
    type: 'gauge',
    help: 'When the agent last saw the link of a slave go up or down, or fail and come back. Left out until it has seen that once.',
    labels: SLAVE,
    source: `${PROC} "MII Status" and "Link Failure Count" of the slave, compared with the reading before`,
  },
  queueId: {
    name: 'netsteward_bond_slave_queue_id',
    type: 'gauge',
    help: 'Queue of the bond whose traffic goes to this slave; 0 is none in particular.',
    labels: SLAVE,
    source: `${PROC} "Slave queue ID"`,
  },
});
