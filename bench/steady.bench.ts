import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';
import { changeRules, writeRules } from './changed-rules.ts';
import { childrenOf, residentMegabytes, shareOfCore } from './process-cost.ts';
import type { Bench } from './row.ts';
import { missingBuild, runAgent } from './running-agent.ts';

const NODE_EXPORTER = '/usr/bin/prometheus-node-exporter';
const WARM_UP_SECONDS = 10;
const SECONDS = 30;
const CHANGES = 5;

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
    const folder = mkdtempSync(join(tmpdir(), 'netsteward-bench-'));
    const rules = join(folder, 'rules.yaml');
    writeRules(rules, 1);
    const agent = await runAgent(`interval: 1s\nalerts: { rule_files: [${rules}] }\n`);
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
      const whenScraped = residentMegabytes(agent.pid);
      await changeRules(rules, agent.url, CHANGES);
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
          ours: whenScraped,
          peer: { name, value: residentMegabytes(peer.pid ?? 0) },
        },
        {
          figure: `after ${CHANGES} changes of a rule file: resident memory`,
          unit: 'MiB',
          ours: residentMegabytes(agent.pid),
          target: 80,
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
      rmSync(folder, { recursive: true });
    }
  },
};
