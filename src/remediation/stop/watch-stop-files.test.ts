import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { readStopFile } from './read-stop-file.ts';
import { type StopFileOptions, watchStopFiles } from './watch-stop-files.ts';

function watching(paths: readonly string[], more: Partial<StopFileOptions> = {}) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const changed = vi.fn<StopFileOptions['changed']>();
  const files = watchStopFiles({ paths, changed, ...more }, ending.signal);
  return { ...files, changed, end: () => ending.abort() };
}

/** Longer than any test: what is seen then is told by the kernel. */
const NEVER_MS = 600_000;

describe('stop files', () => {
  it('stop everything until they were looked at, and then while one of them is there', async () => {
    const folder = privateDirectory();
    const [one, two] = [path.join(folder, 'stop'), path.join(folder, 'all-stop')];
    writeFileSync(two, 'core switch is replaced\nask Ann\n');
    const { stops, looked, changed } = watching([one, two]);
    expect(stops()).toEqual([`${one} was not looked at yet`, `${two} was not looked at yet`]);
    await looked;
    const reason = `${two} is there: core switch is replaced`;
    expect(stops()).toEqual([reason]);
    expect(changed.mock.calls).toEqual([[[reason]]]);
  });

  it('are told when they come and go, without a look from time to time', async () => {
    const file = path.join(privateDirectory(), 'stop');
    const { stops, looked, changed } = watching([file], { pollMs: NEVER_MS });
    await looked;
    expect(changed).toHaveBeenLastCalledWith([]);
    writeFileSync(file, 'maintenance\n');
    await eventually(stops).toEqual([`${file} is there: maintenance`]);
    writeFileSync(file, 'more maintenance\n');
    await eventually(stops).toEqual([`${file} is there: more maintenance`]);
    rmSync(file);
    await eventually(stops).toEqual([]);
    expect(changed).toHaveBeenLastCalledWith([]);
  });

  it('are found by looking where the kernel tells nothing', async () => {
    const folder = path.join(privateDirectory(), 'later');
    const file = path.join(folder, 'stop');
    const { stops, looked } = watching([file], { pollMs: 20 });
    await looked;
    expect(stops()).toEqual([expect.stringContaining(`${file} can't be looked at: ENOENT`)]);
    mkdirSync(folder);
    await eventually(stops).toEqual([]);
    writeFileSync(file, '');
    await eventually(stops).toEqual([`${file} is there`]);
  });

  it('that can not be looked at in time stop, and are not asked again before they have answered', async () => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const read = vi.fn(() => promise);
    const { stops, looked } = watching(['/hung/stop'], { read, deadlineMs: 20, pollMs: 5 });
    await looked;
    expect(stops()).toEqual(["/hung/stop can't be looked at: no answer within 0.02 s"]);
    await sleep(50);
    expect(read).toHaveBeenCalledTimes(1);
    resolve(undefined);
    await eventually(stops).toEqual([]);
  });

  it('are told no more when watching has ended', async () => {
    const file = path.join(privateDirectory(), 'stop');
    const { looked, changed, end } = watching([file], { pollMs: 10 });
    await looked;
    end();
    writeFileSync(file, 'x');
    await sleep(60);
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('are none where none are named', async () => {
    const { stops, looked, changed } = watching([]);
    await looked;
    expect([stops(), changed.mock.calls]).toEqual([[], [[[]]]]);
  });
});

describe('a stop file', () => {
  it('may be anything of that name', async () => {
    const folder = privateDirectory();
    const named = (name: string) => path.join(folder, name);
    mkdirSync(named('folder'));
    symlinkSync('/nowhere', named('link'));
    execFileSync('mkfifo', [named('pipe')]);
    writeFileSync(named('hostile'), `\u001b[31mred\u0007${'x'.repeat(1000)}\nsecond`);
    expect(await readStopFile(named('folder'))).toBe(`${named('folder')} is there`);
    expect(await readStopFile(named('link'))).toBe(`${named('link')} is there`);
    expect(await readStopFile(named('pipe'))).toBe(`${named('pipe')} is there`);
    const words = (await readStopFile(named('hostile'))) ?? '';
    expect(words).toMatch(/ is there: \\x1b\[31mred\\x07x+$/);
    expect(words.length).toBeLessThan(named('hostile').length + 220);
  });

  it('stops where nobody can tell whether it is there', async () => {
    const folder = privateDirectory();
    writeFileSync(path.join(folder, 'file'), '');
    symlinkSync('loop', path.join(folder, 'loop'));
    expect(await readStopFile(path.join(folder, 'missing', 'stop'))).toContain("can't be looked at: ENOENT");
    expect(await readStopFile(path.join(folder, 'file', 'stop'))).toContain("can't be looked at: ENOTDIR");
    expect(await readStopFile(path.join(folder, 'loop', 'stop'))).toContain("can't be looked at: ELOOP");
    expect(await readStopFile(path.join(folder, 'x'.repeat(300)))).toContain("can't be looked at: ENAMETOOLONG");
  });

  it('stops where its folder may not be read', async (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can become somebody who may not read it');
    const folder = privateDirectory();
    mkdirSync(path.join(folder, 'closed'), { mode: 0o700 });
    execFileSync('chmod', ['755', folder]);
    const script = `
      const { readStopFile } = await import(${JSON.stringify(new URL('read-stop-file.ts', import.meta.url).href)});
      process.setgid(65534); process.setgroups([]); process.setuid(65534);
      console.log(await readStopFile(${JSON.stringify(path.join(folder, 'closed', 'stop'))}));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(said).toContain("stop can't be looked at: EACCES");
  });
});
