import { HostError, isAbsent, messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { contradicts, judge, presenceOf } from './judge.ts';
import type { DaemonMemory, InstanceMemory } from './memory.ts';
import { readAddresses } from './read/addresses.ts';
import type { Daemon } from './read/find-daemons.ts';
import { type Dump, readDaemon } from './read/read-daemon.ts';
import type { KeepalivedSettings } from './settings.ts';

/** What one visit to a keepalived came to. */
export type Visit = { readonly memory: DaemonMemory; readonly problems: readonly string[] };

/** One without VRRP writes nothing; it is asked so much less often. */
const SELDOM = 10;

/**
 * Looks at one keepalived: makes it write what it knows when that is due, and looks at its addresses each time.
 * @param wanted whether something has changed, so that what it wrote may be old
 */
export async function visit(
  host: Host,
  daemon: Daemon,
  before: DaemonMemory | undefined,
  settings: KeepalivedSettings,
  wanted: boolean,
  clock: () => number,
  signal: AbortSignal,
): Promise<Visit> {
  const same = before?.daemon.pid === daemon.pid && before.daemon.started === daemon.started ? before : undefined;
  const fresh: DaemonMemory = same ?? {
    daemon,
    status: 'running',
    askedAt: Number.NEGATIVE_INFINITY,
    hasWritten: false,
    instances: new Map(),
    scripts: [],
  };
  const known: DaemonMemory = { ...fresh, daemon };
  const pause = settings.refresh * 1000 * (known.hasWritten ? 1 : SELDOM);
  const isDue = clock() - known.askedAt >= pause || (wanted && known.hasWritten) || known.status !== 'running';
  const first = isDue ? await ask(host, known, settings, clock, signal) : { memory: known, problems: [] };
  const seen = await withAddresses(host, first, signal);
  const mustAskAgain = !isDue && [...seen.memory.instances.values()].some(({ contradicted }) => contradicted);
  if (!mustAskAgain) return settled(seen, known);
  const second = await ask(host, known, settings, clock, signal);
  return settled(await withAddresses(host, second, signal), known);
}

async function ask(
  host: Host,
  known: DaemonMemory,
  settings: KeepalivedSettings,
  clock: () => number,
  signal: AbortSignal,
): Promise<Visit> {
  const at = clock();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(settings.answer_deadline * 1000)]);
  try {
    if (known.daemon.isStopped) throw new HostError('deadline', known.daemon.name, 'the process is stopped');
    const dump = await readDaemon(host, known.daemon, settings.directory, limit);
    return {
      memory: { ...known, ...rememberedOf(dump, known, at), askedAt: at, status: 'running', hasWritten: true },
      problems: [],
    };
  } catch (error) {
    signal.throwIfAborted();
    if (isAbsent(error)) return { memory: { ...known, status: 'gone' }, problems: [] };
    const isLate = error instanceof HostError && error.kind === 'deadline';
    if (isLate && !known.hasWritten && !known.daemon.isStopped)
      return { memory: { ...known, askedAt: at }, problems: [] };
    return {
      memory: { ...known, askedAt: at, status: isLate ? 'silent' : known.status },
      problems: [messageOf(error)],
    };
  }
}

function rememberedOf({ instances, scripts }: Dump, known: DaemonMemory, at: number) {
  const entries = instances.map((instance): readonly [string, InstanceMemory] => {
    const judged = judge(known.instances.get(instance.name), { instance, at });
    const rest = { presence: null, contradicted: false, addressesWrong: false };
    return [instance.name, { ...rest, ...judged, instance, at }];
  });
  return { instances: new Map(entries), scripts };
}

async function withAddresses(host: Host, { memory, problems }: Visit, signal: AbortSignal): Promise<Visit> {
  if (memory.status !== 'running') return { memory, problems };
  const all = [...memory.instances.values()].map(({ instance }) => instance);
  try {
    const addresses = await readAddresses(host, memory.daemon.pid, all, signal);
    const instances = [...memory.instances].map(([name, one]): readonly [string, InstanceMemory] => {
      const presence = presenceOf(one.instance, addresses);
      return [name, { ...one, presence, contradicted: contradicts(one.instance, presence) }];
    });
    return { memory: { ...memory, instances: new Map(instances) }, problems };
  } catch (error) {
    signal.throwIfAborted();
    const instances = [...memory.instances].map(([name, one]): readonly [string, InstanceMemory] => [
      name,
      { ...one, presence: null, contradicted: false },
    ]);
    return { memory: { ...memory, instances: new Map(instances) }, problems: [...problems, messageOf(error)] };
  }
}

/** Addresses come and go a moment after the state: only what is wrong twice in a row is. */
function settled({ memory, problems }: Visit, before: DaemonMemory): Visit {
  const instances = [...memory.instances].map(([name, one]): readonly [string, InstanceMemory] => {
    const wasToo = before.instances.get(name)?.contradicted === true;
    return [name, { ...one, addressesWrong: one.contradicted && wasToo }];
  });
  return { memory: { ...memory, instances: new Map(instances) }, problems };
}
