import { parseQuantity, sysctlFiles } from '../../conntrack/sysctl.ts';
import { readTable, type Table } from '../../conntrack/table.ts';
import type { Host } from '../../host/host.ts';

/** A table counts as full from this share of the limit on: connections may have ended since it was. */
const NEARLY_FULL = 0.95;

/**
 * The namespace whose table is full now, for lines in the log that do not say which (of Linux 6.12 and before, whatever the
 * namespace is): the host's own, which is empty, when its table is full or none is found to be, otherwise the one with the
 * most entries.
 */
export async function fullNamespace(host: Host, signal: AbortSignal): Promise<string> {
  try {
    const limit = parseQuantity(await host.readText(sysctlFiles.limit, signal), sysctlFiles.limit);
    const isFull = ({ entries = 0 }: Table) => limit > 0 && entries >= limit * NEARLY_FULL;
    if (isFull(await readTable(host, signal))) return '';
    const namespaces = await host.namespaces(signal);
    const tables = await Promise.allSettled(
      namespaces.flatMap((namespace) => ('host' in namespace ? [readTable(namespace.host, signal)] : [])),
    );
    const full = tables.flatMap((table) => (table.status === 'fulfilled' && isFull(table.value) ? [table.value] : []));
    return full.toSorted((a, b) => (b.entries ?? 0) - (a.entries ?? 0))[0]?.netns ?? '';
  } catch {
    // The line is told all the same.
    return '';
  }
}
