import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/health/index.ts';
import { startHealth } from '../../src/collectors/health/reader.ts';
import { healthSettings } from '../../src/collectors/health/settings.ts';
import type { Occurrence } from '../../src/core/definition.ts';
import { diffStates } from '../../src/core/diff.ts';
import type { States } from '../../src/core/state.ts';
import { recordedHost } from '../../src/host/recorded-host.ts';
import { handDrivenChecks } from './hand-driven-checks.ts';
import { linesOfFamilies } from './lines-of-families.ts';
import { privateDirectory } from './private-directory.ts';

export const FILE = '/etc/netsteward/pools/web.yaml';

/** Pools as the configuration has them: `web` with so many members `w1`, `w2`, … */
export function webPool(members: number, about: object = {}): object {
  return {
    name: 'web',
    monitor: { kind: 'tcp', delay: '1s', timeout: '1s' },
    members: Array.from({ length: members }, (_, index) => ({
      name: `w${index + 1}`,
      address: `10.0.0.${index + 1}`,
      port: 80,
    })),
    ...about,
  };
}

type Options = {
  readonly settings?: object;
  /** Whether the reader is asked once only, and not watched. */
  readonly once?: boolean;
  /** What an earlier run of the agent knew. */
  readonly known?: States;
  /** Whether the clock is a real one. */
  readonly realTime?: boolean;
};

/**
 * The collector with checks that the test drives, files that it writes and a clock of its own. Readings are compared as the
 * agent compares them.
 */
export function healthLab({ settings = {}, once = false, known, realTime = false }: Options = {}) {
  const root = privateDirectory();
  const checks = handDrivenChecks();
  let now = 0;
  const host = { ...recordedHost(root), checks: checks.door };
  const reader = startHealth(host, healthSettings.parse({ files: [], ...settings }), realTime ? undefined : () => now);
  const occurred: Occurrence[] = [];
  const told: string[] = [];
  const stopping = new AbortController();
  let announced = 0;
  let before = known;
  onTestFinished(() => stopping.abort());
  if (!once) {
    reader.watch?.(
      {
        changed: () => {
          announced += 1;
        },
        occurred: (one) => occurred.push(one),
      },
      stopping.signal,
    );
  }

  const collect = async (changed: readonly { netns: string }[] | undefined) => {
    const collected = await reader.collect({ signal: new AbortController().signal, changed });
    const { states, mayRemain = () => false } = collected;
    const remaining = [...(before ?? [])].filter(([key, state]) => !states.has(key) && mayRemain(state));
    const after = new Map([...states, ...remaining]);
    const drafts = before === undefined ? [] : diffStates('health', collector.kinds, before, after, 0);
    before = after;
    const events = drafts.map(({ severity, data }) => `${severity}: ${data.message}`);
    told.push(...events);
    return {
      ...collected,
      known: after,
      events,
      drafts,
      lines: () => linesOfFamilies(collected.families()),
    };
  };

  return {
    ...checks,
    reader,
    occurred,
    stop: () => stopping.abort(),
    /** All events so far. */
    told: () => told,
    announced: () => announced,
    poll: () => collect(undefined),
    /** A reading as a notification causes it. */
    notified: () => collect([{ netns: '' }]),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    write: (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (path: string) => rmSync(join(root, path), { recursive: true }),
    root,
  };
}

export const stateOf = ({ states }: Pick<Collected, 'states'>, subject: string) =>
  states.get(`member/${subject}`)?.fields;

export const pools = (members: number, about: object = {}) => ({ pools: [webPool(members, about)] });

/** A pool whose members have all been decided. */
export async function settled(members: number, about: object = {}, settings: object = {}) {
  const lab = healthLab({ settings: { ...pools(members, about), ...settings } });
  await lab.poll();
  for (let index = 1; index <= members; index += 1) lab.decide(`web/w${index}`, 'ACTIVE', 'ok', 'ok', 'ok');
  const first = await lab.poll();
  return { ...lab, first };
}
