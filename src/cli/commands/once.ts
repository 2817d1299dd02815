import { openHost } from '../../agent/open-host.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { ExitCode } from '../exit-code.ts';
import { snapshotJson } from '../format/snapshot-json.ts';
import { snapshotText, summaryLine } from '../format/snapshot-text.ts';
import { configFor } from '../global-options.ts';
import type { OnceOptions } from '../program.ts';
import { chosenCollectors, exitCodeOf, readHost } from '../read-host.ts';

const MOST_OBJECTS = 40;

/** Reads the host once and prints what was found. */
export async function once(options: OnceOptions): Promise<ExitCode> {
  const config = await configFor(options);
  const collectors = chosenCollectors(options.collector, config);
  const { host, close } = openHost(config, options.hostRoot);
  try {
    const snapshots = await readHost(collectors, config, host, new AbortController().signal);
    process.stdout.write(await printed(snapshots, options));
    return exitCodeOf(snapshots);
  } finally {
    close();
  }
}

async function printed(snapshots: readonly Snapshot[], { format, all }: OnceOptions): Promise<string> {
  if (format === 'json') return `${JSON.stringify(snapshots.map(snapshotJson), null, 2)}\n`;
  if (format === 'prometheus') {
    const { expositionText } = await import('../../exporters/prometheus/exposition.ts');
    return await expositionText(
      snapshots.flatMap((snapshot) => snapshot.families()),
      'text',
    );
  }
  const terminal = process.stdout;
  const options = {
    width: terminal.isTTY ? terminal.columns : Number.POSITIVE_INFINITY,
    colours: terminal.isTTY && terminal.hasColors(),
    most: all ? Number.POSITIVE_INFINITY : MOST_OBJECTS,
  };
  const texts = snapshots.map((snapshot) => `${snapshotText(snapshot, options)}\n`);
  return `${texts.join('')}${summaryLine(snapshots)}\n`;
}
