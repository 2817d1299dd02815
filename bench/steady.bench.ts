import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './row.ts';
import { freePort, missingBuild, runAgent } from './running-agent.ts';

const NODE_EXPORTER = '/usr/bin/prometheus-node-exporter';
const WARM_UP_SECONDS = 10;
const SECONDS = 30;
/** USER_HZ is 100 on every Linux that Node runs on (proc(5), clock ticks). */
const TICKS_PER_SECOND = 100;

/** Clock ticks that a process, its dead children and its living ones have spent (proc_pid_stat(5), fields 14 to 17). */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), own);
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

/** CPU time that a process spends during something, as a percentage of one core. */
async function shareOfCore(pid: number, during: () => Promise<unknown>): Promise<number> {
  const [ticks, began] = [ticksOf(pid), performance.now()];
  await during();
  const seconds = (performance.now() - began) / 1000;
  return ((ticksOf(pid) - ticks) / TICKS_PER_SECOND / seconds) * 100;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

async function scrapeEverySecond(urls: readonly string[], seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    const pause = delay(1000);
    for (const url of urls) await (await fetch(url)).arrayBuffer();
    await pause;
  }
}

export const bench: Bench = {
  missing: () => (existsSync(NODE_EXPORTER) ? missingBuild() : `${NODE_EXPORTER} is not installed`),
  run: async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const peer = spawn(NODE_EXPORTER, [`--web.listen-address=${address}`, '--no-collector.systemd'], {
      stdio: 'ignore',
    });
    const peerEnded = once(peer, 'exit');
    const agent = await runAgent('interval: 1s\n');
    try {
      const urls = [`${agent.url}/metrics`, `http://${address}/metrics`];
      await scrapeEverySecond(urls, WARM_UP_SECONDS);
      const alone = await shareOfCore(agent.pid, () => delay(SECONDS * 1000));
      const memory = residentMegabytes(agent.pid);
      const name = 'node_exporter';
      let theirs = Number.NaN;
      const scraped = await shareOfCore(agent.pid, async () => {
        theirs = await shareOfCore(peer.pid ?? 0, () => scrapeEverySecond(urls, SECONDS));
      });
      const polls = `1 s polls for ${SECONDS} s`;
      return [
        { figure: `${polls}: CPU`, unit: '% of a core', ours: alone, target: 1 },
        { figure: `${polls}: resident memory`, unit: 'MiB', ours: memory, target: 80 },
        {
          figure: `${polls}, scraped every second: CPU`,
          unit: '% of a core',
          ours: scraped,
          peer: { name, value: theirs },
        },
        {
          figure: `${polls}, scraped every second: resident memory`,
          unit: 'MiB',
          ours: residentMegabytes(agent.pid),
          peer: { name, value: residentMegabytes(peer.pid ?? 0) },
        },
        {
          figure: 'resident memory of the programs it keeps running',
          unit: 'MiB',
          ours: childrenOf(agent.pid).reduce((sum, pid) => sum + residentMegabytes(pid), 0),
        },
      ];
    } finally {
      peer.kill();
      await Promise.all([agent.stop(), peerEnded]);
    }
  },
};
