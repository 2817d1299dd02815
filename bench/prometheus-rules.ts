import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expositionText } from '../src/exporters/prometheus/exposition.ts';
import { freePort } from '../test/support/free-port.ts';
import { programPath } from '../test/support/programs.ts';
import { spread } from './row.ts';
import { COLLECTORS, reading, ruleFileText } from './thousand-rules.ts';

const SECONDS = 20;

/** How long a real Prometheus takes for the same rules on the same series, in milliseconds: the middle of several evaluations. */
export async function prometheusEvaluation(): Promise<number> {
  const directory = mkdtempSync(path.join(tmpdir(), 'nst-'));
  let round = 0;
  const page = createServer(async (_, response) => {
    round += 1;
    const families = Array.from({ length: COLLECTORS }, (__, collector) => reading(collector, round)).flat();
    response
      .writeHead(200, { 'content-type': 'text/plain; version=0.0.4' })
      .end(await expositionText(families, 'text'));
  }).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const address = page.address();
  const target = address === null || typeof address === 'string' ? '' : `127.0.0.1:${address.port}`;
  writeFileSync(path.join(directory, 'rules.yaml'), ruleFileText('1s'));
  const config = {
    global: { scrape_interval: '1s' },
    rule_files: ['rules.yaml'],
    scrape_configs: [{ job_name: 'bench', static_configs: [{ targets: [target] }] }],
  };
  writeFileSync(path.join(directory, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const child = spawn(
    programPath('prometheus') ?? 'prometheus',
    [
      `--config.file=${directory}/prometheus.yml`,
      `--storage.tsdb.path=${directory}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { cwd: directory, stdio: 'ignore' },
  );
  try {
    const times: number[] = [];
    for (let second = 0; second < SECONDS; second += 1) {
      await delay(1000);
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/rules`).catch(() => undefined);
      const text = (await answer?.text()) ?? '';
      // The group's own time comes behind its rules.
      const found = /"interval":1,[^[\]]*"evaluationTime":([\d.e-]+)/.exec(text)?.[1];
      if (second > SECONDS / 2 && found !== undefined) times.push(Number(found) * 1000);
    }
    return spread(times).median;
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    page.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
