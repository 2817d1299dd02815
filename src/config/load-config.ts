import { ConfigError } from '../core/yaml/config-error.ts';
import type { SettingSource } from '../core/yaml/yaml-source.ts';
import { checkSettings } from './check-settings.ts';
import { type Config, configOf } from './config.ts';
import { configSchema, type Parts } from './config-schema.ts';
import { overridesIn } from './environment.ts';
import { readConfigFile } from './read-config-file.ts';
import type { Surroundings } from './surroundings.ts';

/** A configuration file that was read. */
export type ConfigText = { readonly file: string; readonly text: string };

const nothing: SettingSource = { value: {}, locate: () => ({ file: 'configuration', line: 0, column: 0 }) };

/**
 * The configuration in a file (none: the defaults) and in the environment.
 * Rejects with a ConfigError that names everything that is wrong.
 */
export async function loadConfig(file: string | undefined, parts: Parts, around: Surroundings): Promise<Config> {
  return await parseConfig(file === undefined ? undefined : { file, text: await readConfigFile(file) }, parts, around);
}

/** The same from text. The YAML parser is loaded only when there is some. */
export async function parseConfig(given: ConfigText | undefined, parts: Parts, around: Surroundings): Promise<Config> {
  const source =
    given === undefined ? nothing : (await import('../core/yaml/yaml-source.ts')).readYaml(given.text, given.file);
  const { written, read, problems } = checkSettings(
    configSchema(parts),
    source,
    overridesIn(around.env, dashedNames(parts)),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return configOf(written, read, parts, around);
}

function dashedNames({ collectors, exporters }: Parts): readonly string[] {
  return [...collectors, ...exporters].map(({ name }) => name).filter((name) => name.includes('-'));
}
