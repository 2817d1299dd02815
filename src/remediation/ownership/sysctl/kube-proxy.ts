import { isAbsent, messageOf } from '../../../core/errors.ts';
import { parseNumbers } from '../../../core/number-list.ts';
import type { Host } from '../../../host/host.ts';
import type { Owner } from '../owner.ts';
import { argumentsOf, findProcesses, type Process } from '../processes.ts';
import { readFileAt } from '../read-files.ts';
import { configFileOf, limitSet, settingsOfConfig, settingsOfFlags } from './kube-proxy-settings.ts';

const OWNER = 'kube-proxy';
const SETS = 'net/netfilter/nf_conntrack_max';
const CPUS = '/sys/devices/system/cpu/online';

/**
 * Processes of kube-proxy, which sets the limit whenever it starts (kubernetes, cmd/kube-proxy/app/conntrack.go); many
 * versions set it back to their own value, some raise it only. Of the buckets it only ever makes more, so that it is no
 * owner of these.
 */
export async function findKubeProxy(
  host: Host,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly Owner[]> {
  if (!wanted.includes(SETS)) return [];
  const processes = await findProcesses(host, ['kube-proxy'], signal);
  const owners = await Promise.all(
    processes.map(async (process): Promise<readonly Owner[]> => {
      try {
        return await ownersIn(host, process, signal);
      } catch (error) {
        signal.throwIfAborted();
        return isAbsent(error) ? [] : [unknownValue(process, messageOf(error))];
      }
    }),
  );
  return owners.flat();
}

async function ownersIn(host: Host, process: Process, signal: AbortSignal): Promise<readonly Owner[]> {
  const argv = await argumentsOf(host, process.pid, signal);
  const config = configFileOf(argv);
  if (config === undefined) {
    const settings = settingsOfFlags(argv);
    if (settings === undefined) return [unknownValue(process, 'its flags are not understood')];
    return ownerFor(process, limitSet(settings, await cpusOf(host, signal)));
  }
  // It lives in a container mostly, with files of its own.
  const base = `/proc/${process.pid}/${config.startsWith('/') ? 'root' : 'cwd/'}`;
  const file = await readFileAt(host, `${base}${config}`, signal);
  if (file === undefined || 'problem' in file) {
    return [unknownValue(process, file?.problem ?? `its file ${config} is not there`)];
  }
  const settings = settingsOfConfig(file.text);
  if (settings === undefined) return [unknownValue(process, `its file ${config} is not understood`)];
  return ownerFor(process, limitSet(settings, await cpusOf(host, signal)));
}

async function cpusOf(host: Host, signal: AbortSignal): Promise<number> {
  return parseNumbers(await host.readText(CPUS, signal), CPUS).length;
}

function ownerFor({ pid }: Process, limit: number | undefined): readonly Owner[] {
  if (limit === undefined) return [];
  const words = `kube-proxy (process ${pid}) sets it to ${limit} whenever it starts; conntrack.maxPerCore 0 lets it be`;
  return [{ owner: OWNER, where: `process ${pid}`, insists: true, value: String(limit), words }];
}

function unknownValue({ pid }: Process, why: string): Owner {
  const words = `kube-proxy (process ${pid}) may set it whenever it starts, to which value is not known: ${why}`;
  return { owner: OWNER, where: `process ${pid}`, insists: true, words };
}
