import { type ExecFileException, execFile } from 'node:child_process';
import { HostError } from '../core/errors.ts';
import type { Argv } from './host.ts';

/** `LC_ALL=C`: every parser expects the programs' untranslated words and plain numbers. */
export const programEnvironment = { ...process.env, LC_ALL: 'C' };

const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a program without a shell; see `Host.run`. It is killed when the signal is aborted. */
export function runCommand(argv: Argv, signal: AbortSignal): Promise<string> {
  const [program, ...args] = argv;
  const options = { signal, killSignal: 'SIGKILL', env: programEnvironment, maxBuffer: MAX_OUTPUT } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(commandError(argv.join(' '), error, stderr.trim()));
    });
    child.stdin?.end();
  });
}

function commandError(target: string, error: ExecFileException, said: string): HostError {
  if (error.name === 'AbortError')
    return new HostError('deadline', target, 'no answer in time', { cause: error.cause });
  if (error.code === 'ENOENT') return new HostError('absent', target, 'no such program');
  if (error.code === 'EACCES') return new HostError('denied', target, 'may not be run');
  const kind = /not permitted|permission denied/i.test(said) ? 'denied' : 'refused';
  const ending = `exit code ${error.code ?? error.signal ?? 'unknown'}`;
  return new HostError(kind, target, said === '' ? ending : `${ending}, ${said}`);
}
