import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBonds } from '../../src/collectors/bond/reader.ts';
import { bondSettings } from '../../src/collectors/bond/settings.ts';
import { bondMetrics } from '../../src/collectors/bond/tell/bond-metrics.ts';
import { kinds } from '../../src/collectors/bond/tell/kinds.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { Severity } from '../../src/core/event.ts';
import type { Family } from '../../src/core/metric.ts';
import { changingHost } from './changing-host.ts';
import { figure } from './figure.ts';

const fixtures = join(import.meta.dirname, '../../src/collectors/bond/fixtures');

type Told = { readonly type: string; readonly severity: Severity; readonly message: string };

/**
 * What is told when recorded moments of a bond follow each other, one reading each; the first is the beginning.
 * @param recording a folder of `hosts`, and of `moments` unless the moment names another
 * @param files what else is there from the second moment on
 */
export async function toldIn(
  recording: string,
  moments: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly told: readonly Told[]; readonly failovers: number | undefined }> {
  const { host, write } = changingHost(join(fixtures, 'hosts', recording));
  const reader = startBonds(host, bondSettings.parse({ settings_max_age: 0 }));
  const signal = new AbortController().signal;
  const read = async (moment: string) => {
    write(
      '/proc/net/bonding/bond0',
      readFileSync(join(fixtures, 'moments', moment.includes('/') ? '' : recording, `${moment}.txt`), 'utf8'),
    );
    return await reader.collect({ signal, changed: undefined });
  };
  const told: Told[] = [];
  let before = await read(moments[0] ?? '');
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const moment of moments.slice(1)) {
    const after = await read(moment);
    for (const { type, severity, data } of diffStates('bond', kinds, before.states, after.states, 0)) {
      told.push({ type: type.replace('netsteward.bond.', ''), severity, message: data.message });
    }
    for (const { definition, message } of after.occurrences ?? []) {
      told.push({ type: definition.what, severity: definition.severity, message });
    }
    before = after;
  }
  return { told, failovers: failoversIn(before.families()) };
}

function failoversIn(families: readonly Family[]): number | undefined {
  return figure(families, bondMetrics.failovers.name);
}
