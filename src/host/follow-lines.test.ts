import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followLines } from './follow-lines.ts';

describe('following a program', () => {
  it('gives its lines as they come, those cut in the middle whole', async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const script = 'printf "one\\ntw"; sleep 0.05; printf "o\\n"; exec sleep 20';
    followLines(['sh', '-c', script], { line: (text) => lines.push(text), gap: () => undefined }, stop.signal);
    await expect.poll(() => lines).toEqual(['one', 'two']);
    stop.abort();
  });

  it('begins again when it ends, and tells the gap each time', async () => {
    const stop = new AbortController();
    const gaps: string[] = [];
    followLines(['sh', '-c', 'echo lost >&2'], { line: () => undefined, gap: (why) => gaps.push(why) }, stop.signal);
    await expect.poll(() => gaps.slice(0, 4)).toEqual(['started', 'lost', 'started', 'lost']);
    stop.abort();
  });

  it('tries again while there is no such program', async () => {
    const stop = new AbortController();
    const gaps: string[] = [];
    followLines(['/no/such'], { line: () => undefined, gap: (why) => gaps.push(why) }, stop.signal);
    await expect.poll(() => gaps.length).toBeGreaterThan(1);
    stop.abort();
  });

  it('ends with the signal', async () => {
    const stop = new AbortController();
    const program = followLines(['sleep', '30'], { line: () => undefined, gap: () => undefined }, stop.signal);
    const pid = program.pid();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    stop.abort();
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('ends with the agent, also when that is killed', async (context) => {
    if (!existsSync('/usr/bin/setpriv')) context.skip('setpriv (util-linux) is not installed');
    const script = `import { followLines } from ${JSON.stringify(join(import.meta.dirname, 'follow-lines.ts'))};
      const program = followLines(['sleep', '30'], { line: () => {}, gap: () => {} }, new AbortController().signal);
      console.log(program.pid());`;
    const agent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let pid = '';
    agent.stdout.setEncoding('utf8').on('data', (text: string) => {
      pid += text;
    });
    await expect.poll(() => pid).toMatch(/^\d+\n$/);
    // The process is first setpriv itself.
    const about = (column: string) =>
      spawnSync('ps', ['-o', `${column}=`, '-p', pid.trim()], { encoding: 'utf8' }).stdout.trim();
    await expect.poll(() => about('comm')).toBe('sleep');
    agent.kill('SIGKILL');
    // Where nobody waits for orphans, a dead process stays in the list as a zombie.
    await expect.poll(() => about('stat')).toMatch(/^Z?$/);
  });
});
