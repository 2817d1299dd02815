import { isAbsent } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { OvsDaemon } from '../../ovs/daemons.ts';

// 0::/system.slice/ovs-vswitchd.service
const UNIFIED = /^0::(\/.*)$/m;
const ROOT = '/sys/fs/cgroup';
const NAME = 'ovs-vswitchd';

/**
 * Bytes that the control groups of a daemon leave it, the tightest of them (Documentation/admin-guide/cgroup-v2.rst,
 * memory.max and memory.current). Null where none has a limit, and where they can't be told: version 1, or a process id
 * that is one of a container and means somebody else here.
 */
export async function memoryOfGroup(host: Host, { pid }: OvsDaemon, signal: AbortSignal): Promise<number | null> {
  const command = await textIfThere(host, `/proc/${pid}/comm`, signal);
  const groups = await textIfThere(host, `/proc/${pid}/cgroup`, signal);
  const path = UNIFIED.exec(groups ?? '')?.[1];
  if (command?.trim() !== NAME || path === undefined || path.includes('/..')) return null;
  const rooms: number[] = [];
  const parts = path.split('/').filter((part) => part !== '');
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const group = [ROOT, ...parts.slice(0, depth)].join('/');
    const most = bytesIn(await textIfThere(host, `${group}/memory.max`, signal));
    const used = bytesIn(await textIfThere(host, `${group}/memory.current`, signal));
    if (most !== undefined && used !== undefined) rooms.push(Math.max(0, most - used));
  }
  return rooms.length === 0 ? null : Math.min(...rooms);
}

const BYTES = /^\d+$/;

/** `max` is no limit. */
function bytesIn(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  return BYTES.test(trimmed) ? Number(trimmed) : undefined;
}

async function textIfThere(host: Host, file: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await host.readText(file, signal);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
