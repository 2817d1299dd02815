import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A shell at which a page is walked through, in the folder of this project: with a network, files in `/tmp`, `/etc` and
 * `/run`, and processes of its own, so that addresses, ports and daemons of a page meet nothing of this machine. There is a
 * program `netsteward`, as of an installed agent. All of it ends with the test.
 */
export type Sandbox = {
  /** Runs what a person types, to its end, in the one shell that keeps its functions and variables. */
  readonly run: (commands: string, withinMs: number) => Promise<Ran>;
  /** Leaves it running. What was left running before is ended first, as Ctrl-C does. */
  readonly begin: (commands: string) => Promise<void>;
  /** What is left running has written so far. */
  readonly written: () => Promise<string>;
};

export type Ran = { readonly code: number; readonly output: string };

const root = path.resolve(import.meta.dirname, '../..');
const ISOLATION = ['--mount', '--net', '--pid', '--fork', '--mount-proc', '--kill-child'];
/** Files below /etc that a page has a person write are seen here alone. Job control gives what is left running a group of its own, to which Ctrl-C goes. */
const PRELUDE = `set -m
mount -t tmpfs tmpfs /tmp && mount -t tmpfs tmpfs /run && mount -t sysfs sysfs /sys
mkdir -p /tmp/.page/bin /tmp/.page/above /tmp/.page/work
mount -t overlay overlay -o lowerdir=/etc,upperdir=/tmp/.page/above,workdir=/tmp/.page/work /etc
ip link set lo up
printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' "$AGENT_NODE" "$PWD/dist/main.js" > /tmp/.page/bin/netsteward
chmod +x /tmp/.page/bin/netsteward
export PATH=/tmp/.page/bin:$PATH STATE_DIRECTORY=/tmp/.page/state TMPDIR=/tmp LC_ALL=C.UTF-8 NETSTEWARD_LOG__FORMAT=pretty
`;
const END_ALL = `if [ -n "$left" ]; then kill -INT -- -"$left" 2>/dev/null; wait "$left" 2>/dev/null; fi`;

/** Why there can be no such shell here; nothing when there can. */
export function noSandbox(): string | undefined {
  if (process.getuid?.() !== 0) return 'a network of its own takes root';
  const { status, stderr } = spawnSync('unshare', [...ISOLATION, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `unshare(1) makes no namespaces here: ${stderr}`;
}

export async function openSandbox(): Promise<Sandbox> {
  const child = spawn('unshare', [...ISOLATION, 'bash', '--norc', '--noprofile'], {
    cwd: root,
    env: { ...process.env, AGENT_NODE: process.execPath },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  });
  let heard = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  child.stdin.write(PRELUDE);

  /** Everything that the shell writes until it says that this is over. */
  const tell = async (script: string, withinMs: number): Promise<Ran> => {
    const end = `end-${randomBytes(8).toString('hex')}`;
    const within = AbortSignal.timeout(withinMs);
    heard = '';
    const ended = new RegExp(`\\n?${end} (\\d+)\\n$`);
    child.stdin.write(`${script}\nprintf '\\n%s %d\\n' ${end} $?\n`);
    for (;;) {
      const found = ended.exec(heard);
      if (found !== null) return { code: Number(found[1]), output: heard.slice(0, found.index) };
      await once(child.stdout, 'data', { signal: within }).catch((error: unknown) => {
        throw new Error(`not over within ${withinMs} ms: ${script}\nwritten so far: ${heard}`, { cause: error });
      });
    }
  };
  const put = (file: string, text: string) => {
    const end = `text-${randomBytes(8).toString('hex')}`;
    return `cat > ${file} <<'${end}'\n${text}${end}`;
  };
  return {
    run: (commands, withinMs) =>
      tell(`${put('/tmp/.page/typed', commands)}\n{ . /tmp/.page/typed; } < /dev/null 2>&1`, withinMs),
    begin: async (commands) => {
      const left = `{ . /tmp/.page/left; } < /dev/null > /tmp/.page/written 2>&1 & left=$!`;
      await tell(`${END_ALL}\n${put('/tmp/.page/left', commands)}\n${left}`, 60_000);
    },
    written: async () => (await tell('cat /tmp/.page/written', 10_000)).output,
  };
}
