import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateDirectory } from '../../support/private-directory.ts';
import { startQemu } from './qemu.ts';

/** A shell in QEMU's place. */
const play = (script: string) => startQemu(['/bin/sh', '-c', script], '');
const LIMIT_MS = 10_000;

describe('a guest that is waited for', () => {
  it('gets on when it has printed the line, however it came', async () => {
    const guest = play("printf 'lab: re'; sleep 0.05; printf 'ady\\r\\n'; exec sleep 0.05");
    await guest.prints('lab: ready', LIMIT_MS);
    await guest.ends(LIMIT_MS);
  });

  it('fails with the end of the console when it ends too early', async () => {
    const guest = play('echo first; echo "no root" >&2; exit 3');
    const failure = guest.prints('lab: ready', LIMIT_MS);
    await expect(failure).rejects.toThrow(/^QEMU ended with code 3 before "lab: ready"\n {2}The console ends with:\n/);
    await expect(failure).rejects.toThrow(/ {2}(first\n {2}no root|no root\n {2}first)$/);
  });

  it('fails when it does not get on, and is gone then', async () => {
    const file = join(privateDirectory(), 'pid');
    const guest = play(`echo $$ > ${file}; echo stuck; exec sleep 60`);
    await guest.prints('stuck', LIMIT_MS);
    await expect(guest.prints('lab: ready', 50)).rejects.toThrow('"lab: ready" did not come within 0.05 s');
    await guest.ends(LIMIT_MS);
    expect(existsSync(`/proc/${readFileSync(file, 'utf8').trim()}`)).toBe(false);
  });

  it('fails when there is no such program', async () => {
    const guest = startQemu(['/no/such/qemu'], '');
    await expect(guest.prints('lab: ready', LIMIT_MS)).rejects.toThrow(/QEMU (can't be started|ended with code)/);
  });
});
