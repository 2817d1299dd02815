import type { Json } from '../../../core/json.ts';
import { fieldsOf } from './fields.ts';

/** One Ethernet device of a DPDK process (lib/ethdev/rte_ethdev.c, eth_dev_handle_port_*). */
export type Port = {
  readonly id: number;
  /** As the device is named to DPDK: `0000:3b:00.0`, `net_tap0`. */
  readonly name: string;
  readonly mac: string;
  /** `undefined` where no NUMA node is known. */
  readonly node: number | undefined;
  readonly mtu: number;
  readonly isStarted: boolean;
  readonly isPromiscuous: boolean;
  readonly receiveQueues: number;
  readonly transmitQueues: number;
  /** Whether the driver counts per queue, so that these counts are known (RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS). */
  readonly hasQueueCounts: boolean;
};

export type Link = {
  readonly isUp: boolean;
  /** Bits per second; not known of a link that is down, and of devices that don't say. */
  readonly speed: number | undefined;
  readonly isFullDuplex: boolean | undefined;
};

/** Totals since the device was started or its statistics were reset, by their names in struct rte_eth_stats. */
export type PortCounters = {
  readonly totals: ReadonlyMap<string, number>;
  /** By queue, as far as the structure has room: 16 queues at most. */
  readonly queues: ReadonlyMap<string, readonly number[]>;
};

export const totals = [
  'ipackets',
  'opackets',
  'ibytes',
  'obytes',
  'imissed',
  'ierrors',
  'oerrors',
  'rx_nombuf',
] as const;
export const queueTotals = ['q_ipackets', 'q_opackets', 'q_ibytes', 'q_obytes', 'q_errors'] as const;

const AUTOFILL_QUEUE_XSTATS = 0x40;
const MEGABIT = 1_000_000;
/** RTE_ETH_SPEED_NUM_UNKNOWN */
const SPEED_UNKNOWN = 0xffff_ffff;

export function parsePort(command: string, answer: Json): Port {
  const { number, text, optional } = fieldsOf(command, answer);
  const node = number('numa_node');
  return {
    id: number('port_id'),
    name: text('name'),
    mac: text('mac_addr').toLowerCase(),
    node: node < 0 ? undefined : node,
    mtu: number('mtu'),
    isStarted: number('dev_started') === 1,
    isPromiscuous: number('promiscuous') === 1,
    receiveQueues: number('nb_rx_queues'),
    transmitQueues: number('nb_tx_queues'),
    hasQueueCounts: ((optional('dev_flags') ?? 0) & AUTOFILL_QUEUE_XSTATS) !== 0,
  };
}

/** `{"status":"UP","speed":10000,"duplex":"full-duplex"}` or `{"status":"DOWN"}`. */
export function parseLink(command: string, answer: Json): Link {
  const { text, optional, all } = fieldsOf(command, answer);
  const speed = optional('speed');
  return {
    isUp: text('status') === 'UP',
    speed: speed === undefined || speed === 0 || speed === SPEED_UNKNOWN ? undefined : speed * MEGABIT,
    isFullDuplex: all.duplex === undefined ? undefined : text('duplex') === 'full-duplex',
  };
}

export function parseCounters(command: string, answer: Json): PortCounters {
  const { number, numbers } = fieldsOf(command, answer);
  return {
    totals: new Map(totals.map((name) => [name, number(name)])),
    queues: new Map(queueTotals.map((name) => [name, numbers(name)])),
  };
}

/** Extended statistics: each driver has its own. */
export function parseExtended(command: string, answer: Json): ReadonlyMap<string, number> {
  const { all, number } = fieldsOf(command, answer);
  return new Map(Object.keys(all).map((name) => [name, number(name)]));
}
