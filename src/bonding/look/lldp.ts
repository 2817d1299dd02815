import type { Host } from '../../host/host.ts';
import { lldpNeighbours } from '../parse/lldp.ts';

/**
 * The switch behind each device, as lldpd(8) has heard it. Nothing where lldpd is not there or does not answer: it is
 * asked, and nothing is sent by it.
 */
export async function switchesBehind(host: Host, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  try {
    return lldpNeighbours(await host.run(['lldpcli', '-f', 'json0', 'show', 'neighbors'], signal));
  } catch {
    signal.throwIfAborted();
    return new Map();
  }
}
