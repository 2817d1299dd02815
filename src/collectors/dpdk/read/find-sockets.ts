import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';

/** The telemetry socket of one process. */
export type Socket = {
  /** The file prefix, with the number of a further process of the same prefix: `rte`, `rte:1`. */
  readonly process: string;
  readonly path: string;
};

// dpdk_telemetry.v2, and of further processes with the same prefix dpdk_telemetry.v2:1 (lib/telemetry/telemetry.c)
const SOCKET = /^dpdk_telemetry\.v2(:\d+)?$/;

/**
 * Finds the sockets of every DPDK process below its runtime directory (lib/eal/linux/eal.c, eal_create_runtime_dir).
 * A host without any costs a few failed listings. A prefix that is used in two directories goes by the second one's
 * path.
 */
export async function findSockets(
  host: Host,
  directories: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly sockets: readonly Socket[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const list = async (directory: string): Promise<readonly string[]> => {
    try {
      return await host.list(directory, signal);
    } catch (error) {
      if (!isAbsent(error)) problems.push({ subject: directory, message: messageOf(error) });
      return [];
    }
  };
  const users = (await list('/run/user')).map((name) => `/run/user/${name}`);
  const places = [...new Set([...directories, ...users])].map((directory) => `${directory.replace(/\/$/, '')}/dpdk`);
  const found = new Map<string, Socket>();
  for (const place of places) {
    for (const prefix of await list(place)) {
      const names = (await list(`${place}/${prefix}`)).filter((name) => SOCKET.test(name));
      for (const name of names) {
        const plain = `${prefix}${SOCKET.exec(name)?.[1] ?? ''}`;
        const process = found.has(plain) ? `${place}/${plain}` : plain;
        found.set(process, { process, path: `${place}/${prefix}/${name}` });
      }
    }
  }
  return { sockets: [...found.values()], problems };
}
