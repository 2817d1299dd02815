import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const signal = AbortSignal.timeout(300_000);

describe('running a program', () => {
  it('gives what it printed, whole and in the C locale', async () => {
    expect(await runCommand(['printf', 'a b\\n\\n'], signal)).toBe('a b\n\n');
    expect(await runCommand(['sh', '-c', 'echo $LC_ALL'], signal)).toBe('C\n');
    expect((await runCommand(['seq', '200000'], signal)).length).toBe(1_288_895);
  });

  it('passes every argument as it is, to no shell', async () => {
    expect(await runCommand(['printf', '%s', '$(id); `id` "x" ;'], signal)).toBe('$(id); `id` "x" ;');
  });

  it('does not let it wait for input', async () => {
    expect(await runCommand(['cat'], signal)).toBe('');
  });

  it('says that there is no such program', async () => {
    await expect(runCommand(['/no/such', 'x'], signal)).rejects.toMatchObject({
      kind: 'absent',
      message: '/no/such x: no such program',
    });
  });

  it('says how it failed, with its own words', async () => {
    await expect(runCommand(['sh', '-c', 'echo no >&2; exit 3'], signal)).rejects.toMatchObject({
      kind: 'refused',
      message: 'sh -c echo no >&2; exit 3: exit code 3, no',
    });
    await expect(runCommand(['sh', '-c', 'echo Operation not permitted >&2; exit 1'], signal)).rejects.toMatchObject({
      kind: 'denied',
    });
  });

  it('kills it when its time is up, whatever it does about signals', async () => {
    const began = performance.now();
    const stubborn = runCommand(['sh', '-c', 'trap "" TERM INT; exec sleep 20'], AbortSignal.timeout(50));
    await expect(stubborn).rejects.toMatchObject({ kind: 'deadline' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
