import { parseNumberList } from '../../../core/number-list.ts';
import type { Host } from '../../../host/host.ts';
import { parseSoftnet, type Softnet } from '../parse/softnet.ts';

const FILE = '/proc/net/softnet_stat';
const ONLINE = '/sys/devices/system/cpu/online';

/**
 * What each CPU did with packets. The same in every namespace. Kernels that don't number the lines have one for each CPU
 * that is online; a line whose CPU can't be told stays without.
 * @throws HostError or ParseError
 */
export async function readSoftnet(host: Host, signal: AbortSignal): Promise<readonly Softnet[]> {
  const lines = parseSoftnet(await host.readText(FILE, signal), FILE);
  if (lines.every(({ cpu }) => cpu !== undefined)) return lines;
  const online = parseNumberList(await host.readText(ONLINE, signal), ONLINE);
  const count = online.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (count !== lines.length) return lines;
  const numbers = online.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
  return lines.map((line, index) => ({ ...line, cpu: numbers[index] }));
}
