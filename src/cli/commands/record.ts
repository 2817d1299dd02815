import { mkdir, readdir } from 'node:fs/promises';
import { openHost } from '../../agent/open-host.ts';
import { messageOf } from '../../core/errors.ts';
import { recorder } from '../../host/recorder.ts';
import type { ExitCode } from '../exit-code.ts';
import { configFor, type GlobalOptions } from '../global-options.ts';
import { chosenCollectors, exitCodeOf, readHost } from '../read-host.ts';
import { UsageError } from '../usage-error.ts';

/** Lets every collector read the host once, and keeps what they asked for and were told. */
export async function record(directory: string, options: GlobalOptions): Promise<ExitCode> {
  const config = await configFor(options);
  await makeEmpty(directory);
  const { host, close } = openHost(config, options.hostRoot);
  try {
    const recording = recorder(host, directory);
    const snapshots = await readHost(
      chosenCollectors([], config),
      config,
      recording.host,
      new AbortController().signal,
    );
    const { files, commands, failures } = await recording.written();
    const outcomes = snapshots.map(({ collector, outcome }) => `${collector} ${outcome}`).join(', ');
    process.stdout.write(
      `Recorded ${files} files, the output of ${commands} commands and ${failures} failed reads in ${directory} (${outcomes}).\n` +
        `It holds addresses and names of this host. Look at it with: netsteward once --host-root ${directory}\n`,
    );
    return exitCodeOf(snapshots);
  } finally {
    close();
  }
}

/** Makes the folder, not those around it: a mistyped path shows. */
async function makeEmpty(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new UsageError(`${directory} can't be made: the folder around it is not there`);
    if (code !== 'EEXIST') throw new UsageError(`${directory} can't be made: ${messageOf(error)}`, { cause: error });
  }
  const there = await readdir(directory).catch((error: unknown) => {
    throw new UsageError(`${directory} can't be used: ${messageOf(error)}`, { cause: error });
  });
  if (there.length > 0) throw new UsageError(`${directory} is not empty: a recording begins in a new or empty folder`);
}
