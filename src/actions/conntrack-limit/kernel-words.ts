import { parseFullTableLine } from '../../conntrack/full-table.ts';
import { namespaceName } from '../../conntrack/namespace-names.ts';
import { HostError } from '../../core/errors.ts';
import { kernelLogRecord } from '../../core/kernel-log-record.ts';
import { decimal, linesOf } from '../../core/text.ts';
import type { Host } from '../../host/host.ts';
import { LATELY } from './cause.ts';
import type { Evidence } from './evidence.ts';

const LOG = ['dmesg', '--raw'] as const;
const UPTIME = '/proc/uptime';

/**
 * What the kernel's log says of this namespace's table being full. Lines of older kernels do not say whose table it was:
 * they count for each. Null where the log may not be read.
 */
export async function readKernelWords(host: Host, netns: string, signal: AbortSignal): Promise<Evidence['log']> {
  try {
    const [text, uptime] = await Promise.all([host.run(LOG, signal), host.readText(UPTIME, signal)]);
    const full = fullTables(text);
    const names = new Map<string, string | undefined>();
    for (const inode of new Set(full.flatMap(({ inode }) => inode ?? []))) {
      names.set(inode, await namespaceName(host, inode, signal));
    }
    const own = full.filter(({ inode }) => inode === undefined || names.get(inode) === netns);
    return wordsOf(
      own.map(({ at }) => at),
      secondsUp(uptime),
    );
  } catch (error) {
    if (error instanceof HostError && error.kind !== 'deadline' && error.kind !== 'ended') return null;
    throw error;
  }
}

function wordsOf(times: readonly number[], now: number): NonNullable<Evidence['log']> {
  const last = times.at(-1);
  if (last === undefined) return { lines: 0, seconds_ago: null };
  // The log's clock is not adjusted and may be ahead a little.
  const seconds_ago = Math.max(0, Math.round((now - last) * 10) / 10);
  return { lines: times.filter((at) => now - at <= LATELY).length, seconds_ago };
}

type FullAt = { readonly at: number; readonly inode: string | undefined };

function fullTables(text: string): readonly FullAt[] {
  return linesOf(text).flatMap((line) => {
    const record = kernelLogRecord(line);
    const full = record === undefined ? undefined : parseFullTableLine(record.message);
    return record === undefined || full?.table !== 'connections' ? [] : [{ at: record.uptime, inode: full.inode }];
  });
}

/** `5140.90 10203.44`: seconds since boot, and those in which CPUs had nothing to do (proc(5)). */
function secondsUp(text: string): number {
  return decimal(text.split(' ')[0], { file: UPTIME, line: 1 }, 'the seconds since boot');
}
