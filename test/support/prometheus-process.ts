import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { programPath } from './programs.ts';

/**
 * Starts Prometheus on a loopback port with this configuration and its data in a directory; it is gone when the test has
 * finished. Gives its URL, which answers a moment later.
 */
export async function prometheusProcess(directory: string, config: object): Promise<string> {
  const port = await freePort();
  const file = path.join(directory, 'prometheus.json');
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(
    programPath('prometheus') ?? 'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(directory, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { cwd: directory, stdio: 'ignore' },
  );
  onTestFinished(async () => {
    const gone = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await gone;
  });
  return `http://127.0.0.1:${port}`;
}
