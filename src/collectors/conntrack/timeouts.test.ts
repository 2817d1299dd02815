import { describe, expect, it } from 'vitest';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { createTimeouts } from './timeouts.ts';

const signal = AbortSignal.timeout(300_000);

/** A host with one timeout, made by the test, that counts how often it is read. */
function hostWith(answer: () => string | HostError) {
  let reads = 0;
  const readText = async () => {
    reads += 1;
    const text = answer();
    if (text instanceof HostError) throw text;
    return text;
  };
  const host: Host = { ...recordedHost('/nonexistent'), readText };
  return { host, reads: () => reads };
}

describe('timeouts of connection tracking', () => {
  it('are not read again while they are fresh', async () => {
    const { host, reads } = hostWith(() => '30\n');
    const timeouts = createTimeouts(host, ['udp']);
    expect((await timeouts(signal)).get('udp')?.value).toBe(30);
    expect((await timeouts(signal)).get('udp')?.value).toBe(30);
    expect(reads()).toBe(1);
  });

  it('are read again when they are old', async () => {
    let seconds = 30;
    const { host } = hostWith(() => `${seconds}\n`);
    const timeouts = createTimeouts(host, ['udp'], 0);
    await timeouts(signal);
    seconds = 31;
    expect((await timeouts(signal)).get('udp')?.value).toBe(31);
  });

  it('are read again at once when one of them could not be read', async () => {
    const { host, reads } = hostWith(() => new HostError('denied', 'it', 'permission denied'));
    const timeouts = createTimeouts(host, ['udp']);
    expect((await timeouts(signal)).get('udp')?.problem).toContain('permission denied');
    await timeouts(signal);
    expect(reads()).toBe(2);
  });
});
