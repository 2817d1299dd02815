import { statSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { surroundings } from '../config/surroundings.ts';
import { allParts } from './all-parts.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command takes. */
export type GlobalOptions = {
  /** Configuration file; none: the defaults and the environment. */
  readonly config?: string;
  /** Folder of a recorded host, in place of this machine. */
  readonly hostRoot?: string;
};

/** Rejects with a ConfigError, or with a UsageError when there is no recorded host where one is named. */
export async function configFor({ config, hostRoot }: GlobalOptions): Promise<Config> {
  if (hostRoot !== undefined && !statSync(hostRoot, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${hostRoot}: there is no such folder`);
  }
  return await loadConfig(config, allParts, surroundings());
}
