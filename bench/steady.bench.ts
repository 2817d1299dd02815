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
      const pids = [agent.pid, peer.pid ?? 0] as const;
      const before = pids.map(ticksOf);
      await scrapeEverySecond(urls, SECONDS);
      const [ours = 0, theirs = 0] = pids.map(
        (pid, index) => ((ticksOf(pid) - (before[index] ?? 0)) / TICKS_PER_SECOND / SECONDS) * 100,
      );
      const what = `1 s polls, scraped every second for ${SECONDS} s`;
      const name = 'node_exporter';
      return [
        { figure: `${what}: CPU`, unit: '% of a core', ours, peer: { name, value: theirs }, target: 1 },
        {
          figure: `${what}: resident memory`,
          unit: 'MiB',
          ours: residentMegabytes(pids[0]),
          peer: { name, value: residentMegabytes(pids[1]) },
          target: 80,
        },
        {
          figure: 'resident memory of the programs it keeps running',
          unit: 'MiB',
          ours: childrenOf(pids[0]).reduce((sum, pid) => sum + residentMegabytes(pid), 0),
        },
      ];
    } finally {
      peer.kill();
      await Promise.all([agent.stop(), peerEnded]);
    }
  },
};
