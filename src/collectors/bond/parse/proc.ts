import { countOf, neededCountOf, neededOf, textOf, wordOf, wrong } from './block-fields.ts';
import { hasActiveSlave, LACP_MODE, modeOf } from './modes.ts';
import { type Block, type ProcBlocks, procBlocks } from './proc-blocks.ts';
import type { AggregatorReport, BondReport, BondSettings, LacpReport, SlaveReport } from './report.ts';
import { parseSlave } from './slave.ts';

// fault-tolerance (active-backup) (fail_over_mac active)
const FAIL_OVER_MAC = /^(.*) \(fail_over_mac (\S+)\)$/;
// e0 (primary_reselect always)
const RESELECT = /^(\S+) \(primary_reselect (\S+)\)$/;
// layer3+4 (1)
const HASH_POLICY = /^(\S+) \(\d+\)$/;

/**
 * Reads the text of `/proc/net/bonding/<bond>` as kernels from 2.6 to 6.x print it (drivers/net/bonding/bond_procfs.c,
 * before 2.6.39 bond_main.c; Documentation/networking/bonding.rst).
 * @throws ParseError when a line that every kernel prints is missing, or a value is none that the kernel prints
 */
export function parseProc(file: string, text: string): BondReport {
  const blocks = procBlocks(file, text);
  const { master } = blocks;
  const modeEntry = neededOf(master, 'Bonding Mode');
  const [, words, failOverMac] = FAIL_OVER_MAC.exec(modeEntry.value) ?? [];
  const mode = modeOf(words ?? modeEntry.value);
  if (mode === '') throw wrong(master, 'Bonding Mode', modeEntry, 'a mode');
  const miiStatus = wordOf(master, 'MII Status', ['up', 'down']);
  if (miiStatus === undefined) throw wrong(master, 'MII Status', neededOf(master, 'MII Status'), 'up or down');
  return {
    mode,
    miiStatus,
    activeSlave: hasActiveSlave(mode) ? nameOrNone(textOf(master, 'Currently Active Slave')) : undefined,
    settings: settingsOf(master, failOverMac),
    lacp: mode === LACP_MODE && blocks.hasLacp ? lacpOf(blocks) : undefined,
    slaves: slavesOf(blocks),
  };
}

function slavesOf({ slaves }: ProcBlocks): readonly SlaveReport[] {
  const names = new Set<string>();
  return slaves.map((slave) => {
    const report = parseSlave(slave);
    if (names.has(report.name)) throw wrong(slave.block, 'Slave Interface', slave.name, 'each slave only once');
    names.add(report.name);
    return report;
  });
}

/** The kernel writes `None` where there is no slave. */
function nameOrNone(name: string | undefined): string | null | undefined {
  return name === 'None' ? null : name;
}

function settingsOf(master: Block, failOverMac: string | undefined): BondSettings {
  const [primary, primaryReselect] = primaryOf(master);
  return known({
    primary,
    primary_reselect: primaryReselect,
    fail_over_mac: failOverMac,
    xmit_hash_policy: hashPolicyOf(master),
    miimon: neededCountOf(master, 'MII Polling Interval (ms)'),
    updelay: neededCountOf(master, 'Up Delay (ms)'),
    downdelay: neededCountOf(master, 'Down Delay (ms)'),
    peer_notif_delay: countOf(master, 'Peer Notification Delay (ms)'),
    // Every kernel prints the line, but only when the interval is more than 0.
    arp_interval: countOf(master, 'ARP Polling Interval (ms)') ?? 0,
    arp_missed_max: countOf(master, 'ARP Missed Max'),
    arp_ip_target: targetsOf(master, 'ARP IP target/s (n.n.n.n form)'),
    ns_ip6_target: targetsOf(master, 'NS IPv6 target/s (xx::xx form)'),
    lacp_active: textOf(master, 'LACP active'),
    lacp_rate: textOf(master, 'LACP rate'),
    min_links: countOf(master, 'Min links'),
    ad_select: textOf(master, 'Aggregator selection policy (ad_select)'),
  });
}

function known(settings: Readonly<Record<string, BondSettings[string] | undefined>>): BondSettings {
  const result: Record<string, BondSettings[string]> = {};
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) result[name] = value;
  return result;
}

function primaryOf(master: Block): readonly [primary: string | null | undefined, reselect: string | undefined] {
  const text = textOf(master, 'Primary Slave');
  const [, primary, reselect] = RESELECT.exec(text ?? '') ?? [];
  return [nameOrNone(primary ?? text), reselect];
}

function hashPolicyOf(master: Block): string | undefined {
  const text = textOf(master, 'Transmit Hash Policy');
  return HASH_POLICY.exec(text ?? '')?.[1] ?? text;
}

/** Addresses with one blank between them, as sysfs has them. */
function targetsOf(master: Block, key: string): string | null | undefined {
  const entry = master.fields.get(key);
  if (entry === undefined) return undefined;
  return entry.value === '' ? null : entry.value.split(/,\s*/).join(' ');
}

function lacpOf({ master, aggregator, noAggregator }: ProcBlocks): LacpReport {
  return {
    systemPriority: countOf(master, 'System priority'),
    systemAddress: textOf(master, 'System MAC address'),
    aggregator: aggregator === undefined ? absentAggregator(noAggregator) : aggregatorOf(aggregator),
  };
}

function absentAggregator(saidSo: boolean): null | undefined {
  return saidSo ? null : undefined;
}

function aggregatorOf(block: Block): AggregatorReport {
  return {
    id: neededCountOf(block, 'Aggregator ID'),
    ports: countOf(block, 'Number of ports'),
    actorKey: countOf(block, 'Actor Key'),
    partnerKey: countOf(block, 'Partner Key'),
    partnerAddress: textOf(block, 'Partner Mac Address'),
  };
}
