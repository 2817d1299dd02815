import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { openJournal } from '../../src/remediation/journal/journal.ts';
import type { Fleet } from '../../src/remediation/pipeline/acting.ts';
import { type Remediation, type RemediationOptions, runRemediation } from '../../src/remediation/run-remediation.ts';
import { type SetAction, setUp } from '../../src/remediation/set-up.ts';
import { actionSettings, remediationSettings } from '../../src/remediation/settings.ts';
import { type MadeUpWorld, madeUpAction, madeUpMachine } from './made-up-action.ts';

export type MadeUpOptions = {
  readonly folder?: string;
  /** As in the configuration. */
  readonly common?: z.input<typeof actionSettings>;
  readonly global?: z.input<typeof remediationSettings>;
  readonly fleet?: Fleet;
  readonly more?: Partial<RemediationOptions>;
};

export function madeUpFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsteward-actions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type MadeUp = Remediation & { readonly action: SetAction; readonly folder: string };

export async function startMadeUp(world: MadeUpWorld, options: MadeUpOptions = {}): Promise<MadeUp> {
  const folder = options.folder ?? madeUpFolder();
  const action = setUp(madeUpAction(world), actionSettings.parse({ mode: 'auto', ...options.common }), {});
  const journal = await openJournal({ folder, now: () => world.now });
  const remediation = runRemediation({
    ...madeUpMachine(world),
    actions: [action],
    global: remediationSettings.parse(options.global ?? {}),
    journal,
    fleet: options.fleet,
    fresh: async () => new Map(),
    alerts: () => world.alerts,
    standing: () => world.standing,
    owners: async () => [],
    stops: () => world.stops,
    maintenance: () => undefined,
    outside: () => undefined,
    occurred: (occurrences) => world.occurrences.push(...occurrences),
    changed: () => undefined,
    warn: () => undefined,
    bootedAt: 0,
    now: () => world.now,
    pauses: { firstMs: 5, mostMs: 20 },
    ...options.more,
  });
  const stop = async () => {
    await remediation.stop();
    await journal.close();
  };
  onTestFinished(stop);
  return { ...remediation, stop, action, folder };
}

/** What was told, in order: `begun`, `done` … */
export function told(world: MadeUpWorld): readonly string[] {
  return world.occurrences.map(({ definition }) => definition.what);
}
