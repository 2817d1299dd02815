import { spawn } from 'node:child_process';

/** When the other end of a pair went down or up was first told, by whom. */
export type Sighting = { readonly at: number; readonly up: boolean };

/** `ip -o monitor link` beside the agent: the moment at which it prints the changed state of the device. */
export function watchWithIp(device: string, seen: (sighting: Sighting) => void): () => void {
  const child = spawn('ip', ['-o', 'monitor', 'link'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let last = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const at = performance.now();
    for (const line of text.split('\n')) {
      const state = line.includes(`${device}@`) ? /state (\w+)/.exec(line)?.[1] : undefined;
      if (state === undefined || state === last) continue;
      last = state;
      seen({ at, up: state === 'UP' });
    }
  });
  return () => child.kill();
}
