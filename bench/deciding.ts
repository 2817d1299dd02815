import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Entry } from '../src/remediation/journal/entry.ts';
import { type Journal, openJournal } from '../src/remediation/journal/journal.ts';
import { journalInMemory } from '../src/remediation/journal/journal-in-memory.ts';
import { runRemediation } from '../src/remediation/run-remediation.ts';
import { setUp } from '../src/remediation/set-up.ts';
import { actionSettings, remediationSettings } from '../src/remediation/settings.ts';
import { firing, madeUpAction, madeUpMachine, madeUpWorld } from '../test/support/made-up-action.ts';
import { cpuOf } from './cpu.ts';
import { type Row, spread } from './row.ts';

const DECISIONS = 200;
const PAST_DEEDS = 1_000;
const APPENDS = 500;
const STEP = { kind: 'sysctl', args: { name: 'net.netfilter.nf_conntrack_max', value: 2000, expected: 1000 } };

/** What a deed leaves in the journal, from its intent to its end. */
function deed(index: number): readonly Entry[] {
  const id = index.toString(16).padStart(8, '0');
  const undo = [{ kind: 'sysctl', args: { name: 'net.netfilter.nf_conntrack_max', value: 1000, expected: 2000 } }];
  const witness = { name: 'the other one', agrees: true, words: 'it is so' };
  const plan = { summary: 'raise the limit', steps: [STEP], expects: 'there is room again', undo, witness };
  const common = { action: 'raise', object: `object-${index}`, holds: [], trigger: firing(`object-${index}`) };
  const settings = [{ name: 'sysctl net.netfilter.nf_conntrack_max', value: '2000' }];
  const evidence = { limit: 1000 };
  return [
    { what: 'intent', id, ...common, plan, evidence, settings, verifyWithin: 60, fleet: false },
    { what: 'closed', id, outcome: 'done', words: 'there is room' },
  ];
}

/** CPU of a look, a plan and what every guard says of it, with a long past. */
export async function decisionRows(): Promise<readonly Row[]> {
  const world = madeUpWorld();
  const past = Array.from({ length: PAST_DEEDS }, (_, index) => deed(index)).flat();
  const at = world.now - 7_200_000;
  const earlier = past.map((entry, index) => ({ at, number: index + 1, entry }));
  const journal: Journal = { ...journalInMemory(() => world.now), earlier };
  const action = setUp(madeUpAction(world), actionSettings.parse({ mode: 'auto' }), {});
  const remediation = runRemediation({
    ...madeUpMachine(world),
    actions: [action],
    global: remediationSettings.parse({ dry_run: true }),
    journal,
    fleet: undefined,
    fresh: async () => new Map(),
    alerts: () => [],
    standing: () => world.standing,
    owners: async () => [],
    stops: () => [],
    maintenance: () => undefined,
    outside: () => undefined,
    occurred: () => undefined,
    changed: () => undefined,
    warn: (error) => console.error(error),
    bootedAt: 0,
    now: () => world.now,
  });
  const cpu = await cpuOf(9, async () => {
    for (let count = 0; count < DECISIONS; count += 1) await remediation.plan({ action, trigger: firing() });
  });
  await remediation.stop();
  const figure = `decision with a plan and all guards, after ${PAST_DEEDS} earlier ones, CPU`;
  return [{ figure, unit: 'ms', ours: cpu / DECISIONS, target: 5 }];
}

/** How long an entry of the journal takes to be on the disk, beside the same lines written and flushed by themselves. */
export async function journalRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsteward-bench-'));
  const journal = await openJournal({ folder });
  const plain = await open(path.join(folder, 'plain'), 'a');
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    for (let index = 0; index < APPENDS; index += 1) {
      const [entry] = deed(index);
      if (entry === undefined) continue;
      const began = performance.now();
      await journal.append(entry);
      const between = performance.now();
      await plain.writeFile(`${JSON.stringify(entry)}\n`);
      await plain.datasync();
      ours.push(between - began);
      theirs.push(performance.now() - between);
    }
  } finally {
    await plain.close();
    await journal.close();
    rmSync(folder, { recursive: true });
  }
  const name = 'the line alone, fdatasync';
  const [mine, other] = [spread(ours), spread(theirs)];
  return [
    {
      figure: 'entry of the journal until it is on the disk, median',
      unit: 'ms',
      ours: mine.median,
      peer: { name, value: other.median },
    },
    { figure: '… 95th percentile', unit: 'ms', ours: mine.p95, peer: { name, value: other.p95 } },
  ];
}
