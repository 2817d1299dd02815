// A process that answers one alert on a made-up machine whose setting is kept in a file, and kills itself at the n-th
// point of the pipeline: `node dying-remediation.js FOLDER EFFECT KILL_AT`. 0: it lives. Prints what was told, as JSON.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openJournal } from '../../src/remediation/journal/journal.ts';
import { runRemediation } from '../../src/remediation/run-remediation.ts';
import { setUp } from '../../src/remediation/set-up.ts';
import { actionSettings, remediationSettings } from '../../src/remediation/settings.ts';
import { firing, madeUpAction, madeUpMachine, madeUpWorld } from './made-up-action.ts';

const [, , folder = '', effect = 'proven', killAt = '0'] = process.argv;
const limitFile = path.join(folder, 'limit');
let points = 0;
const point = () => {
  points += 1;
  if (points === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};

const world = madeUpWorld();
if (effect === 'proven' || effect === 'waiting' || effect === 'worse') world.effect = effect;
world.alerts = [firing()];
world.limit = Number(readFileSync(limitFile, 'utf8'));

const { host, hands } = madeUpMachine(world);
const journal = await openJournal({ folder });
const remediation = runRemediation({
  host,
  hands: {
    ...hands,
    write: async (netns, file, text, signal) => {
      point();
      await hands.write(netns, file, text, signal);
      // The kernel's value outlives the agent.
      writeFileSync(limitFile, String(world.limit));
      point();
    },
  },
  actions: [setUp(madeUpAction(world), actionSettings.parse({ mode: 'auto', verify_within: 0.1, attempts: 50 }), {})],
  global: remediationSettings.parse({}),
  journal: {
    ...journal,
    append: async (entry) => {
      point();
      const written = await journal.append(entry);
      point();
      return written;
    },
  },
  fleet: undefined,
  fresh: async () => new Map(),
  alerts: () => world.alerts,
  standing: () => world.standing,
  owners: async () => [],
  stops: () => [],
  maintenance: () => undefined,
  outside: () => undefined,
  occurred: (occurrences) => world.occurrences.push(...occurrences),
  changed: () => undefined,
  warn: (error) => console.error(error),
  bootedAt: 0,
  pauses: { firstMs: 5, mostMs: 20 },
});

const ends = new Set(['done', 'undone', 'unproven', 'failed', 'refused']);
const deadline = performance.now() + 10_000;
const isOver = () =>
  remediation.books.history.open().length === 0 &&
  world.occurrences.some(({ definition }) => ends.has(definition.what));
while (performance.now() < deadline && !isOver()) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await remediation.stop();
await journal.close();
console.log(
  JSON.stringify({ told: world.occurrences.map(({ definition }) => definition.what), writes: world.writes, points }),
);
