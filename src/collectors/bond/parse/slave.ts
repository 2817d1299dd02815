import { countOf, neededCountOf, neededOf, textOf, wordOf, wrong } from './block-fields.ts';
import { MAX_PORT_STATE } from './port-state.ts';
import type { Block, SlaveBlocks } from './proc-blocks.ts';
import {
  type ChurnState,
  churnStates,
  type LacpSide,
  type MiiStatus,
  miiStatuses,
  type SlaveReport,
} from './report.ts';

// 10000 Mbps
const SPEED = /^(-?\d+) Mbps$/;
/** Numbers that stand for an unknown speed: SPEED_UNKNOWN with its sign, as 16 and as 32 bits without one, and none at all. */
const UNKNOWN_SPEEDS: ReadonlySet<number> = new Set([-1, 65_535, 4_294_967_295, 0]);
const MAX_SPEED = 4_294_967_295;

/**
 * Understands the block of one slave.
 * @throws ParseError when it is not as any kernel prints it
 */
export function parseSlave({ name, block, actor, partner }: SlaveBlocks): SlaveReport {
  if (!/^\S+$/.test(name.value)) throw wrong(block, 'Slave Interface', name, 'the name of a device');
  const speed = speedOf(block);
  return {
    name: name.value,
    miiStatus: miiStatusOf(block),
    speed: speed === undefined || UNKNOWN_SPEEDS.has(speed) ? undefined : speed,
    duplex: duplexOf(block, speed),
    linkFailures: neededCountOf(block, 'Link Failure Count'),
    permanentAddress: textOf(block, 'Permanent HW addr'),
    queueId: countOf(block, 'Slave queue ID'),
    aggregatorId: block.fields.get('Aggregator ID')?.value === 'N/A' ? null : countOf(block, 'Aggregator ID'),
    actor: sideOf(block, 'Actor', actor, 'port key'),
    partner: sideOf(block, 'Partner', partner, 'oper key'),
  };
}

function miiStatusOf(block: Block): MiiStatus | undefined {
  neededOf(block, 'MII Status');
  const status = wordOf(block, 'MII Status', [...miiStatuses, 'unknown']);
  return status === 'unknown' ? undefined : status;
}

/** Megabits per second as printed, values that mean "unknown" included. */
function speedOf(block: Block): number | undefined {
  const entry = block.fields.get('Speed');
  if (entry === undefined || entry.value === 'Unknown') return undefined;
  const speed = Number(SPEED.exec(entry.value)?.[1] ?? Number.NaN);
  if (speed >= -1 && speed <= MAX_SPEED) return speed;
  throw wrong(block, 'Speed', entry, 'Unknown or a number of Mbps');
}

/** Where a number stands for an unknown speed, `full` stands for an unknown duplex: the kernel looks only whether it is 0. */
function duplexOf(block: Block, speed: number | undefined): 'full' | 'half' | undefined {
  const duplex = wordOf(block, 'Duplex', ['full', 'half', 'Unknown']);
  if (speed !== undefined && UNKNOWN_SPEEDS.has(speed)) return undefined;
  return duplex === 'Unknown' ? undefined : duplex;
}

function sideOf(block: Block, side: 'Actor' | 'Partner', details: Block | undefined, keyName: string): LacpSide {
  const count = (key: string, max?: number) => (details === undefined ? undefined : countOf(details, key, max));
  return {
    churnState: churnStateOf(block, `${side} Churn State`),
    churnedCount: countOf(block, `${side} Churned Count`),
    systemPriority: count('system priority'),
    systemAddress: details === undefined ? undefined : textOf(details, 'system mac address'),
    key: count(keyName),
    portPriority: count('port priority'),
    portNumber: count('port number'),
    portState: count('port state', MAX_PORT_STATE),
  };
}

function churnStateOf(block: Block, key: string): ChurnState | undefined {
  const state = wordOf(block, key, [...churnStates, 'unknown']);
  return state === 'unknown' ? undefined : state;
}
