import { execFile } from 'node:child_process';

export type ProgramOptions = {
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
};

/**
 * Runs a program to its end and gives its standard output.
 * Rejects with the last lines it wrote when it fails or is not done in time; it is killed then.
 */
export function program(argv: readonly [string, ...string[]], options: ProgramOptions): Promise<Buffer> {
  const [file, ...args] = argv;
  const { timeoutMs, env = process.env, cwd } = options;
  return new Promise((resolve, reject) => {
    const settings = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, maxBuffer: 64 * 1024 * 1024, env, cwd };
    execFile(file, args, { ...settings, encoding: 'buffer' }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const late = error.killed === true ? `: not done within ${timeoutMs / 1000} s` : '';
      const said = stderr.toString('utf8').trim().split('\n').slice(-3).join('; ');
      reject(new Error(`${path(file)} failed${late}${said === '' ? '' : `: ${said}`}`, { cause: error }));
    });
  });
}

const path = (file: string) => file.split('/').at(-1) ?? file;
