import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { surroundings } from '../config/surroundings.ts';
import { allParts } from './all-parts.ts';

/** Options that every command takes. */
export type GlobalOptions = {
  /** Configuration file; none: the defaults and the environment. */
  readonly config?: string;
  /** Folder of a recorded host, in place of this machine. */
  readonly hostRoot?: string;
};

/** Rejects with a ConfigError. */
export async function configFor(options: GlobalOptions): Promise<Config> {
  return await loadConfig(options.config, allParts, surroundings());
}
