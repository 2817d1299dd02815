import { setTimeout as delay } from 'node:timers/promises';
import { answerOf } from '../../conntrack/answer.ts';
import { parseQuantity, sysctlFiles } from '../../conntrack/sysctl.ts';
import { readCount, readOwnTable } from '../../conntrack/table.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Host } from '../../host/host.ts';
import type { Look, Refusal } from '../action.ts';
import { bucketsDoor, isWritable } from './doors.ts';
import type { Evidence } from './evidence.ts';
import { readKernelWords } from './kernel-words.ts';
import { lossesBetween } from './losses.ts';
import { readOwnFile } from './own-file.ts';
import type { ConntrackLimitSettings } from './settings.ts';
import { entriesByNamespace, figureOf } from './snapshot-figures.ts';

/** Counts twice, a short time apart, and looks at all that a raise depends on. */
export async function observeLimit(look: Look<ConntrackLimitSettings>): Promise<Evidence | Refusal> {
  const { target, settings, host, fresh, signal } = look;
  const netns = target.labels.get('netns') ?? '';
  const door = await doorTo(host, netns, signal);
  if (door === undefined) {
    return { refused: `there is no network namespace ${netns} here, or it is not among those that are read` };
  }
  const first = await readOwnTable(door, signal);
  const firstAt = performance.now();
  if (first.table?.entries === undefined) return { refused: notTracked(netns, first.problems) };
  await delay(settings.growth_over * 1000, undefined, { signal });
  const [second, count] = await Promise.all([readOwnTable(door, signal), readCount(door, signal)]);
  const seconds = (performance.now() - firstAt) / 1000;
  const [limit, buckets, writable, buckets_by, log, file] = await Promise.all([
    quantity(host, sysctlFiles.limit, signal),
    answerOf(quantity(host, sysctlFiles.buckets, signal)),
    isWritable(host, sysctlFiles.limit, signal),
    bucketsDoor(host, signal),
    readKernelWords(host, netns, signal),
    settings.persist ? readOwnFile(host, settings.persist_file, signal) : null,
  ]);
  return {
    netns,
    limit,
    buckets: buckets.value ?? null,
    buckets_by,
    writable,
    entries: count.entries ?? first.table.entries,
    entries_before: first.table.entries,
    seconds: Math.round(seconds * 1000) / 1000,
    lost: lossesBetween(first.table, second.table),
    log,
    ...figures(fresh),
    file,
  };
}

function figures(fresh: ReadonlyMap<string, Snapshot>) {
  const entries = entriesByNamespace(fresh.get('conntrack'));
  const [fullest] = [...entries].toSorted(([, a], [, b]) => b - a);
  return {
    memory_available: figureOf(fresh.get('host'), 'netsteward_host_memory_available_bytes') ?? null,
    entry_bytes: figureOf(fresh.get('conntrack'), 'netsteward_conntrack_entry_bytes') ?? null,
    all_entries: fullest === undefined ? null : [...entries.values()].reduce((sum, one) => sum + one, 0),
    fullest: fullest === undefined ? null : { netns: fullest[0], entries: fullest[1] },
  };
}

/** Nothing when the host has no such namespace. Rejects when it can't be entered. */
async function doorTo(host: Host, netns: string, signal: AbortSignal): Promise<Host | undefined> {
  if (netns === '') return host;
  const found = (await host.namespaces(signal)).find((one) => one.netns === netns);
  if (found === undefined) return undefined;
  if ('error' in found) throw found.error;
  return found.host;
}

async function quantity(host: Host, file: string, signal: AbortSignal): Promise<number> {
  return parseQuantity(await host.readText(file, signal), file);
}

function notTracked(netns: string, problems: readonly string[]): string {
  const where = netns === '' ? 'here' : `in network namespace ${netns}`;
  return problems.length === 0
    ? `the kernel tracks no connections ${where}`
    : `connections ${where} can not be counted: ${problems.join('; ')}`;
}
