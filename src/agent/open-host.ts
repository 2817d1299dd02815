import type { Config } from '../config/config.ts';
import type { Hands } from '../host/hands.ts';
import type { Host } from '../host/host.ts';
import { realHost } from '../host/real-host.ts';
import { recordedHost } from '../host/recorded-host.ts';

/** The host that is watched: this machine, or a recording of one. */
export type OpenHost = {
  readonly host: Host;
  /** Nothing on a recorded host. */
  readonly hands: Hands | undefined;
  /** Reads that the machine has not answered; they keep the process from ending by itself. */
  readonly hungReads: () => number;
  readonly close: () => void;
};

/** @param hostRoot the folder of a recorded host */
export function openHost(config: Pick<Config, 'namespaces' | 'read_deadline'>, hostRoot: string | undefined): OpenHost {
  const readDeadlineMs = config.read_deadline * 1000;
  if (hostRoot !== undefined) {
    return {
      host: recordedHost(hostRoot, { readDeadlineMs }),
      hands: undefined,
      hungReads: () => 0,
      close: () => undefined,
    };
  }
  const real = realHost({ namespaces: config.namespaces, readDeadlineMs });
  return { host: real, hands: real.hands, hungReads: real.hungReads, close: real.close };
}

/** Identifies the kernel's boot, or `unknown` where it doesn't say (Documentation/admin-guide/sysctl/kernel.rst, random). */
export async function bootEpochOf(host: Host): Promise<string> {
  const text = await host.readText('/proc/sys/kernel/random/boot_id', AbortSignal.timeout(1000)).catch(() => 'unknown');
  return text.trim();
}
