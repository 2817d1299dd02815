import { spawn } from 'node:child_process';

/** A shell that stays: a line handed to it costs no new process of its own, which is dear in the guest. */
export type Shell = {
  /** Runs a line and gives what it printed, without the last newline. Rejects when its exit code is not 0. */
  readonly run: (line: string) => Promise<string>;
  readonly end: () => void;
};

const DONE = '\u0003';

/** @param netns a network namespace by name; empty is the guest's own */
export function openShell(netns: string): Shell {
  const argv = netns === '' ? ['sh'] : ['ip', 'netns', 'exec', netns, 'sh'];
  const child = spawn(argv[0] ?? 'sh', argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: ((printed: string, code: number) => void)[] = [];
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf(DONE); end >= 0; end = text.indexOf(DONE)) {
      const [printed, code] = [text.slice(0, end), text.slice(end + 1, end + 4)];
      if (code.length < 3) return;
      text = text.slice(end + 4);
      waiting.shift()?.(printed.replace(/\n$/, ''), Number(code));
    }
  });
  let gone = false;
  child.on('close', () => {
    gone = true;
    for (const settle of waiting.splice(0)) settle('the shell has ended', 1);
  });
  return {
    run: (line) =>
      new Promise((resolve, reject) => {
        if (gone || child.stdin.writableEnded) return reject(new Error(`${netns}: ${line}: the shell has ended`));
        waiting.push((printed, code) => {
          if (code === 0) resolve(printed);
          else reject(new Error(`${netns}: ${line}: exit code ${code}: ${printed}`));
        });
        child.stdin.write(`{ ${line}\n} 2>&1; printf '${DONE}%03d' $?\n`);
      }),
    end: () => child.stdin.end(),
  };
}
