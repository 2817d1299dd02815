import { spawn } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DumpRequest } from '../../src/host/host.ts';
import { realHost } from '../../src/host/real-host.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';

const USR1 = 10;

/** A shell that does something when it gets SIGUSR1, and how it is asked to. */
async function daemon(work: string, about: Partial<DumpRequest> = {}) {
  const directory = privateDirectory();
  const file = path.join(directory, 'dump.txt');
  const script = work === '' ? '' : `trap '${work.replaceAll('FILE', file)}' USR1;`;
  const child = spawn('bash', ['-c', `${script} echo ready; while :; do sleep 0.05; done`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await eventually(() => said).toContain('ready');
  const pid = child.pid ?? 0;
  const started = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';
  const request: DumpRequest = {
    process: { pid, started },
    program: 'bash',
    signal: USR1,
    file,
    isWhole: (text) => text.endsWith('end\n'),
    without: /secret=\w+\n/g,
    ...about,
  };
  const dump = (deadlineMs = 10_000, other: Partial<DumpRequest['process']> = {}) => {
    const host = realHost();
    onTestFinished(() => host.close());
    const asked = { ...request, process: { ...request.process, ...other } };
    return host.dump(asked, AbortSignal.timeout(deadlineMs));
  };
  return { dump, file, directory, isAlive: () => child.exitCode === null && child.signalCode === null };
}

describe('a daemon that writes a file when it gets a signal', () => {
  it('is waited for until the file is fresh and whole, and what is secret is taken out', async () => {
    const { dump, file } = await daemon('printf "half\\n" > FILE; sleep 0.1; printf "secret=abc\\nend\\n" >> FILE');
    writeFileSync(file, 'old\nend\n');
    expect(await dump()).toBe('half\nend\n');
    expect(await dump()).toBe('half\nend\n');
  });

  it('is late when it writes nothing, or not all of it', async () => {
    for (const work of ['true', 'echo half > FILE']) {
      const { dump, file } = await daemon(work);
      writeFileSync(file, 'old\nend\n');
      await expect(dump(300)).rejects.toMatchObject({ kind: 'deadline', target: file });
    }
  });

  it('is not sent what would end it', async () => {
    const { dump, isAlive } = await daemon('');
    await expect(dump()).rejects.toMatchObject({ kind: 'refused' });
    await expect(dump()).rejects.toThrow('does not wait for signal 10');
    expect(isAlive()).toBe(true);
  });

  it('is not mistaken for another that has its process id, or another name', async () => {
    const other = await daemon('echo end > FILE', { program: 'keepalived' });
    await expect(other.dump()).rejects.toMatchObject({ kind: 'absent' });
    const pid = process.pid;
    const later = await daemon('echo end > FILE', { process: { pid, started: '1' }, program: 'node' });
    await expect(later.dump()).rejects.toMatchObject({ kind: 'absent' });
    const used = await daemon('echo end > FILE');
    await expect(used.dump(10_000, { started: '1' })).rejects.toMatchObject({ kind: 'absent' });
    expect(existsSync(used.file)).toBe(false);
    const gone = await daemon('echo end > FILE', { process: { pid: 4_194_304, started: '1' } });
    await expect(gone.dump()).rejects.toMatchObject({ kind: 'absent' });
  });

  it('is not believed when somebody has put something else in its place', async (context) => {
    if (process.getuid?.() !== 0) context.skip("only root can make another user's file");
    for (const plant of [
      (planted: string, file: string) => symlinkSync(planted, file),
      (planted: string, file: string) => {
        chownSync(planted, 65_534, 65_534);
        renameSync(planted, file);
      },
    ]) {
      const { dump, file, directory } = await daemon(':');
      const planted = path.join(directory, 'planted');
      writeFileSync(planted, 'end\n');
      setTimeout(() => plant(planted, file), 100);
      await expect(dump()).rejects.toThrow(/dump\.txt/);
    }
  });
});
