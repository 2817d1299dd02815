import { HostError } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import type { Instance, Script } from '../instance.ts';
import { isWholeJson, parseJsonDump } from '../parse/json-dump.ts';
import { isWholeStatistics, parseStatisticsText } from '../parse/statistics-text.ts';
import { isWholeText, parseTextDump } from '../parse/text-dump.ts';
import { type Daemon, PROGRAM } from './find-daemons.ts';

/** What a keepalived has written. */
export type Dump = { readonly instances: readonly Instance[]; readonly scripts: readonly Script[] };

/** SIGRTMIN + 2, as glibc numbers it (vrrp_json.h). */
const SIGJSON = 36;
const SIGUSR1 = 10;
const SIGUSR2 = 12;
/** "auth_data":"secret" and Password = secret */
const SECRETS = /,?"auth_data":\s*"(?:[^"\\]|\\.)*"|^ *Password = .*\n/gm;

/** Makes it write JSON and, for what that lacks, text. A build without JSON writes text alone. */
export async function readDaemon(host: Host, daemon: Daemon, directory: string, signal: AbortSignal): Promise<Dump> {
  const dump = (number: number, name: string, isWhole: (text: string) => boolean) => {
    const process = { pid: daemon.pid, started: daemon.started };
    const file = `${directory}/${name}`;
    return host.dump({ process, program: PROGRAM, signal: number, file, isWhole, without: SECRETS }, signal);
  };
  const text = async () => {
    const file = `${directory}/keepalived.data`;
    return parseTextDump(file, await dump(SIGUSR1, 'keepalived.data', isWholeText));
  };

  const file = `${directory}/keepalived.json`;
  const json = await unlessRefused(dump(SIGJSON, 'keepalived.json', isWholeJson));
  if (json === undefined) {
    const statistics = `${directory}/keepalived.stats`;
    const { instances, scripts } = await text();
    const counts = parseStatisticsText(statistics, await dump(SIGUSR2, 'keepalived.stats', isWholeStatistics));
    const withCounts = instances.map((one) => ({ ...one, counts: counts.get(one.name) ?? one.counts }));
    return { instances: withCounts, scripts };
  }
  const { instances, hasScripts } = parseJsonDump(file, json);
  if (!hasScripts && instances.every(({ state }) => state !== 'BACKUP')) return { instances, scripts: [] };
  const more = await text();
  const masters = new Map(more.instances.map(({ name, masterRouter }) => [name, masterRouter]));
  return {
    instances: instances.map((one) => ({ ...one, masterRouter: masters.get(one.name) })),
    scripts: more.scripts,
  };
}

/** A signal that the process does not wait for is not sent: it was built without JSON. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HostError && error.kind === 'refused') return undefined;
    throw error;
  }
}
