import { mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { type Config, stopFilePath } from '../config/config.ts';
import type { Bus } from '../core/bus.ts';
import { messageOf } from '../core/errors.ts';
import type { AgentBusEvents } from '../exporters/exporter.ts';
import { callsToStop } from '../remediation/stop/call-to-stop.ts';
import { readStopFile } from '../remediation/stop/read-stop-file.ts';
import { watchStopFiles } from '../remediation/stop/watch-stop-files.ts';

/** What stops all actions of this host: files, and calls from outside that are put into the first of them. */
export type HostStops = {
  /** Why everything is stopped now, in words. Everything is until the files were looked at for the first time. */
  readonly stops: () => readonly string[];
  readonly looked: Promise<void>;
  /** Returns the call that ends the subscription. */
  readonly onChange: (listener: () => void) => () => void;
  readonly end: () => void;
};

/** Watches and listens until it is ended. */
export function watchHostStops(config: Config, bus: Bus<AgentBusEvents>, log: Logger): HostStops {
  const ending = new AbortController();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const file = stopFilePath(config);
  // Where it can't be made, nobody can put a stop there: the watcher says so, and stops.
  mkdirIfPossible(config.state_directory);
  const files = watchStopFiles({ paths: [file, ...configuredFiles(config)], changed }, ending.signal);
  const calls = callsToStop({
    file,
    look: files.look,
    changed,
    warn: (error, words) => log.error({ err: error }, `${words}: ${messageOf(error)}`),
  });
  const unheard = bus.on('stop', ({ words }) => calls.stop(words));
  return {
    stops: () => [...files.stops(), ...calls.stops()],
    looked: files.looked,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    end: () => {
      unheard();
      ending.abort();
    },
  };
}

/** What stops everything now, where no agent watches. A state directory that is not there yet holds no stop. */
export async function hostStopsNow(config: Config): Promise<readonly string[]> {
  const hasState = await stat(config.state_directory).then(
    () => true,
    () => false,
  );
  const files = [...(hasState ? [stopFilePath(config)] : []), ...configuredFiles(config)];
  const stops = await Promise.all(files.map(readStopFile));
  return stops.flatMap((words) => words ?? []);
}

function configuredFiles({ remediation }: Config): readonly string[] {
  return remediation.stop_files.map((file) => path.resolve(file));
}

function mkdirIfPossible(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // The watcher tells.
  }
}
