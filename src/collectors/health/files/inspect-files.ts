import { atMost } from '../../../core/at-most.ts';
import { messageOf } from '../../../core/errors.ts';
import { ConfigError, type ConfigProblem } from '../../../core/yaml/config-error.ts';
import type { Host } from '../../../host/host.ts';
import { mergePools, type PoolSource } from '../plan/merge.ts';
import { planPool } from '../plan/planned.ts';
import type { HealthSettings } from '../settings.ts';
import { findFiles } from './find-files.ts';
import { poolsIn } from './pool-text.ts';

const AT_A_TIME = 8;

/** What is wrong with the files that the settings name: every mistake, and pools of one name in two of them. */
export async function inspectFiles(
  host: Host,
  { files, pools }: HealthSettings,
  signal: AbortSignal,
): Promise<readonly ConfigProblem[]> {
  const found = await Promise.all(files.map((pattern) => findFiles(host, pattern, signal)));
  const paths = [...new Set(found.flatMap((one) => one.files))].sort();
  const read = await atMost(AT_A_TIME, paths, async (file): Promise<PoolSource | readonly ConfigProblem[]> => {
    try {
      const own = await poolsIn(file, await host.readText(file, signal));
      return { file, pools: own.map((pool) => planPool(pool, file)) };
    } catch (error) {
      return error instanceof ConfigError ? error.problems : [problemWith(file, messageOf(error))];
    }
  });
  const sources = read.flatMap((one) => ('file' in one ? one : []));
  const { twins } = mergePools([{ file: '', pools: pools.map((pool) => planPool(pool, '')) }, ...sources]);
  return [
    ...found.flatMap(({ problem }) => (problem === undefined ? [] : problemWith(problem.subject, problem.message))),
    ...read.flatMap((one) => ('file' in one ? [] : one)),
    ...twins.map(({ file, message }) => problemWith(file, message)),
  ];
}

/** The messages of the host, and those of twins, begin with the path. */
function problemWith(file: string, message: string): ConfigProblem {
  const own = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
  return { place: { file, line: 0, column: 0 }, path: '', message: own };
}
