import { ExecaError, execa } from 'execa';
import { HostError } from '../core/errors.ts';
import type { Argv } from './host.ts';

/** `LC_ALL=C`: every parser expects the programs' untranslated words and plain numbers. */
const ENVIRONMENT = { LC_ALL: 'C' };
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a program without a shell; see `Host.run`. It is killed when the signal is aborted. */
export async function runCommand(argv: Argv, signal: AbortSignal): Promise<string> {
  const [program, ...args] = argv;
  const target = argv.join(' ');
  try {
    const result = await execa(program, args, {
      cancelSignal: signal,
      killSignal: 'SIGKILL',
      stdin: 'ignore',
      env: ENVIRONMENT,
      maxBuffer: MAX_OUTPUT,
      stripFinalNewline: false,
    });
    return result.stdout;
  } catch (error) {
    throw commandError(target, error);
  }
}

function commandError(target: string, error: unknown): HostError {
  if (!(error instanceof ExecaError)) return new HostError('refused', target, 'could not be run', { cause: error });
  if (error.isCanceled) return new HostError('deadline', target, 'no answer in time', { cause: error.cause });
  if (error.code === 'ENOENT') return new HostError('absent', target, 'no such program');
  if (error.code === 'EACCES') return new HostError('denied', target, 'may not be run');
  const said = String(error.stderr ?? '').trim();
  const kind = /not permitted|permission denied/i.test(said) ? 'denied' : 'refused';
  return new HostError(
    kind,
    target,
    `exit code ${error.exitCode ?? error.signal ?? 'unknown'}${said === '' ? '' : `, ${said}`}`,
  );
}
