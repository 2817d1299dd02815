import { messageOf } from '../../../core/errors.ts';
import { ConfigError, type ConfigPlace } from '../../../core/yaml/config-error.ts';
import { issueProblems } from '../../../core/yaml/issue-problems.ts';
import type { SettingSource } from '../../../core/yaml/yaml-source.ts';
import { type PoolSettings, poolFile } from '../settings/pool.ts';

/**
 * The pools in the text of a file, which is JSON or YAML. Throws a ConfigError that names everything that is wrong, with
 * its line. JSON is read many times faster, and the YAML parser is loaded only for a file that needs it.
 */
export async function poolsIn(file: string, text: string): Promise<readonly PoolSettings[]> {
  const json = plainJson(text);
  const yaml = json === undefined ? await readYaml(text, file) : undefined;
  const written: unknown = json?.value ?? yaml?.value ?? {};
  const checked = poolFile.safeParse(written);
  if (checked.data !== undefined) return checked.data.pools;
  const { locate } = yaml ?? (await readYaml(text, file).catch(() => nowhere(file)));
  const { issues } = checked.error;
  const problems = issues.flatMap((issue) => issueProblems(issue, { schema: poolFile, written, locate }));
  throw new ConfigError(problems, { cause: checked.error });
}

async function readYaml(text: string, file: string): Promise<SettingSource> {
  return (await import('../../../core/yaml/yaml-source.ts')).readYaml(text, file);
}

function plainJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** JSON that the stricter reader of YAML does not take: a key twice. */
function nowhere(file: string): Pick<SettingSource, 'locate'> {
  const whole: ConfigPlace = { file, line: 0, column: 0 };
  return { locate: () => whole };
}

/** What is wrong with a file, in one line: the first mistake, and how many more there are. */
export function mistakesOf(error: unknown): string {
  const [first = '', ...more] = (error instanceof ConfigError ? error.message : messageOf(error)).split('\n');
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
