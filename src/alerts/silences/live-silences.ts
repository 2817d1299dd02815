import type { Logger } from 'pino';
import { messageOf } from '../../core/errors.ts';
import { isInForce, type Silence } from './silence.ts';
import type { SilenceFolder } from './silence-folder.ts';
import { readSilence, writeSilence } from './silence-text.ts';

/** The silences in force, followed as their files change and as they end. */
export type LiveSilences = {
  readonly inForce: () => readonly Silence[];
  /** Tells what has changed since the last run, and what changes from now on. */
  readonly begin: () => void;
  readonly stop: () => void;
};

export type LiveSilencesOptions = {
  readonly folder: SilenceFolder;
  readonly log: Logger;
  /** Silences whose beginning was told, by name, as text: what ends while nobody runs is told afterwards. */
  readonly told: ReadonlyMap<string, string>;
  readonly note: (id: string, text: string | undefined) => void;
  /** Told after `inForce` gives the new ones. Not for what was told in an earlier run. */
  readonly changed: (change: SilenceChange) => void;
};

export type SilenceChange = { readonly begun: readonly Silence[]; readonly ended: readonly EndedSilence[] };

export type EndedSilence = { readonly silence: Silence; readonly isEarly: boolean };

/** How often the folder is looked at. */
const LOOK_MS = 1000;
/** Files of silences that ended are kept so long, for those who ask what was silenced. */
const KEEP_MS = 86_400_000;

/** Resolves when the folder has been read. */
export async function followSilences(options: LiveSilencesOptions): Promise<LiveSilences> {
  const { folder, log, told, note, changed } = options;
  const known = new Map([...told].flatMap(([id, text]) => knownSilence(id, text) ?? []));
  let files: readonly Silence[] = [];
  let problems: ReadonlyMap<string, string> = new Map();
  let stamp: string | undefined;
  let inForce: readonly Silence[] = [...known.values()];
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async () => {
    const found = await folder.stamp();
    if (found !== undefined && found === stamp) return;
    // Read after the stamp was taken: what changes meanwhile changes it again.
    const read = await folder.read();
    for (const [file, problem] of read.problems) {
      if (problems.get(file) !== problem) log.error(`a silence is not in force: ${file}: ${problem}`);
    }
    stamp = found;
    files = read.silences;
    problems = read.problems;
  };

  const compare = () => {
    const now = Date.now();
    inForce = files.filter((silence) => isInForce(silence, now));
    const names = new Set(inForce.map(({ id }) => id));
    const begun = inForce.filter(({ id }) => !known.has(id));
    const ended = [...known.values()].filter(({ id }) => !names.has(id));
    for (const silence of inForce) known.set(silence.id, silence);
    if (begun.length === 0 && ended.length === 0) return;
    for (const { id } of ended) known.delete(id);
    changed({ begun, ended: ended.map((silence) => ({ silence, isEarly: silence.endsAt > now })) });
    for (const { id } of ended) note(id, undefined);
    for (const silence of begun) note(silence.id, writeSilence(silence));
  };

  const clear = async () => {
    const old = Date.now() - KEEP_MS;
    for (const { id, endsAt } of files) if (endsAt < old) await folder.remove(id);
  };

  /** What is known stays in force while nothing can be read. */
  const inWords = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      const message = messageOf(error);
      if (problems.get('') !== message) log.error(`silences can't be read: ${message}`);
      problems = new Map([['', message]]);
      stamp = undefined;
    }
  };

  let isLooking = false;
  const step = async () => {
    if (isLooking) return;
    isLooking = true;
    await inWords(async () => {
      await look();
      if (isStopped) return;
      compare();
      await clear();
    });
    isLooking = false;
  };

  await inWords(async () => {
    await look();
    const now = Date.now();
    inForce = files.filter((silence) => isInForce(silence, now));
  });

  return {
    inForce: () => inForce,
    begin: () => {
      if (stamp !== undefined || problems.size === 0) compare();
      timer = setInterval(() => void step(), LOOK_MS);
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

function knownSilence(id: string, text: string): readonly (readonly [string, Silence])[] | undefined {
  try {
    return [[id, readSilence(text)]];
  } catch {
    return undefined;
  }
}
