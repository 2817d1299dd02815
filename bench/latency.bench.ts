import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { followEvents, type SeenEvent } from './agent-events.ts';
import { type Bench, spread } from './row.ts';
import { missingBuild, runAgent } from './running-agent.ts';
import { type Sighting, watchWithIp } from './watch-with-ip.ts';

const run = promisify(execFile);
const FLIPS = 60;
const PAUSE_MS = 80;
const GIVE_UP_MS = 2_000;

export const bench: Bench = {
  missing: () => (process.getuid?.() === 0 ? missingBuild() : 'links are made by root only'),
  run: async () => {
    const name = `nst${randomBytes(3).toString('hex')}`;
    execFileSync('ip', ['link', 'add', `${name}a`, 'up', 'type', 'veth', 'peer', 'name', `${name}b`]);
    const agent = await runAgent('interval: 5s\n');
    const byIp: Sighting[] = [];
    const byAgent: Sighting[] = [];
    const stop = new AbortController();
    const stopIp = watchWithIp(`${name}a`, (sighting) => byIp.push(sighting));
    try {
      const published = ({ at, subject, field, after }: SeenEvent) => {
        if (subject === `${name}a` && field === 'state') byAgent.push({ at, up: after === 'up' });
      };
      await followEvents(agent.url, published, stop.signal);
      await delay(500);
      const later: number[] = [];
      for (let flip = 0; flip < FLIPS; flip += 1) {
        const up = flip % 2 === 0;
        byIp.length = 0;
        byAgent.length = 0;
        await run('ip', ['link', 'set', `${name}b`, up ? 'up' : 'down']);
        const end = performance.now() + GIVE_UP_MS;
        const find = (sightings: readonly Sighting[]) => sightings.find((sighting) => sighting.up === up)?.at;
        while ((find(byIp) === undefined || find(byAgent) === undefined) && performance.now() < end) await delay(1);
        later.push((find(byAgent) ?? Number.NaN) - (find(byIp) ?? Number.NaN));
        await delay(PAUSE_MS);
      }
      const missed = later.filter(Number.isNaN).length;
      const { median, p95 } = spread(later.filter((value) => !Number.isNaN(value)));
      const what = 'link change to event at a subscriber, behind ip -o monitor link';
      return [
        { figure: `${what}, median`, unit: 'ms', ours: median, target: 5 },
        { figure: `${what}, 95th percentile`, unit: 'ms', ours: p95 },
        { figure: `link changes of ${FLIPS} that gave no event`, unit: '', ours: missed, target: 1 },
      ];
    } finally {
      stopIp();
      stop.abort();
      await agent.stop();
      execFileSync('ip', ['link', 'del', `${name}a`]);
    }
  },
};
