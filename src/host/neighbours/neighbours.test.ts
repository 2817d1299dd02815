import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { createNeighbours } from './neighbours.ts';

const probe = { device: 'nstnone0', address: '192.0.2.1', from: '02:00:00:00:00:01', tries: 1, wait: 10 };
const signal = () => AbortSignal.timeout(15_000);
/** The threads of this process by that name (proc_pid_comm(5)). */
const threads = () => readdirSync('/proc/self/task').filter((thread) => nameOf(thread) === 'neighbours').length;

function nameOf(thread: string): string {
  try {
    return readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim();
  } catch {
    return 'ended';
  }
}

describe('the thread that asks neighbours', () => {
  it('ends when nobody has asked for a while, and begins again for the next one', async () => {
    const { ask, close } = createNeighbours(300);
    onTestFinished(close);
    for (let round = 0; round < 2; round += 1) {
      await expect(ask('', probe, signal())).rejects.toMatchObject({ kind: 'absent', target: 'nstnone0' });
      expect(threads()).toBe(1);
      await eventually(threads).toBe(0);
    }
  });

  it('says that a namespace is not there', async () => {
    const { ask, close } = createNeighbours();
    onTestFinished(close);
    await expect(ask('/run/netns/nst-nowhere', probe, signal())).rejects.toMatchObject({
      kind: 'absent',
      message: expect.stringContaining('nst-nowhere'),
    });
  });

  it('gives up what is open when it is no longer wanted', async () => {
    const { ask, close } = createNeighbours();
    const asked = ask('', { ...probe, device: 'lo', tries: 1000, wait: 1000 }, signal());
    close();
    await expect(asked).rejects.toMatchObject({ kind: 'ended' });
  });
});
