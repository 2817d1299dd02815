import type { Host } from '../../../host/host.ts';
import type { Owner } from '../owner.ts';
import { findProcesses } from '../processes.ts';
import { type FoundFile, readFileAt, unread } from '../read-files.ts';
import { parseTunedProfile } from './tuned-profile.ts';

const OWNER = 'TuneD';
const ACTIVE_PROFILE = '/etc/tuned/active_profile';
/** The first that has a profile of a name; `profiles` is where newer versions keep them. */
const FOLDERS = ['/etc/tuned/profiles', '/etc/tuned', '/usr/lib/tuned/profiles', '/usr/lib/tuned'] as const;
const MOST_PROFILES = 64;

type Search = {
  readonly host: Host;
  readonly wanted: readonly string[];
  readonly signal: AbortSignal;
  readonly seen: Set<string>;
  /** In the order in which TuneD takes them: what comes later wins. */
  readonly found: Owner[];
  readonly troubles: Owner[];
};

/** Whether the active profile of TuneD sets one of these paths, with all that it includes. */
export async function findTuned(host: Host, wanted: readonly string[], signal: AbortSignal): Promise<readonly Owner[]> {
  const active = await readFileAt(host, ACTIVE_PROFILE, signal);
  if (active === undefined) return [];
  if ('problem' in active) return [unread(OWNER, active)];
  const search: Search = { host, wanted, signal, seen: new Set(), found: [], troubles: [] };
  for (const name of active.text.split(/\s+/).filter((word) => word !== '')) await follow(search, name);
  const last = search.found.at(-1);
  if (last === undefined) return search.troubles;
  const runs = (await findProcesses(host, ['tuned'], signal)).length > 0;
  const words = `${last.words}${runs ? ', and TuneD is running' : ' when TuneD is started, which it is not'}`;
  return [{ ...last, insists: runs, words }, ...search.troubles];
}

async function follow(search: Search, name: string): Promise<void> {
  if (search.seen.has(name) || search.seen.size >= MOST_PROFILES) return;
  search.seen.add(name);
  const file = await profileNamed(search, name);
  if (file === undefined) return;
  if ('problem' in file) {
    search.troubles.push(unread(OWNER, file));
    return;
  }
  const { path, text } = file;
  const { includes, computed, value } = parseTunedProfile(text, search.wanted);
  for (const include of includes) await follow(search, include);
  for (const include of computed) {
    const words = `${path} includes a profile whose name is worked out by TuneD and not known here: ${include}`;
    search.troubles.push({ owner: OWNER, where: path, insists: false, words });
  }
  if (value === undefined) return;
  search.found.push({ owner: OWNER, where: path, insists: false, value, words: `${path} sets it to ${value}` });
}

async function profileNamed({ host, signal }: Search, name: string): Promise<FoundFile | undefined> {
  if (name.includes('/')) return undefined;
  for (const folder of FOLDERS) {
    const file = await readFileAt(host, `${folder}/${name}/tuned.conf`, signal);
    if (file !== undefined) return file;
  }
  return undefined;
}
