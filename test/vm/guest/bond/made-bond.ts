import { onTestFinished } from 'vitest';
import type { Shell } from '../shell.ts';
import { until } from '../until.ts';

/** A bond that a test made; it goes with the test. */
export type MadeBond = {
  readonly name: string;
  readonly slaves: readonly [string, string, ...string[]];
  readonly attribute: (name: string) => Promise<string>;
  readonly set: (attribute: string, value: string) => Promise<void>;
  /** Pulls or plugs the cable of a slave that is a dummy device. */
  readonly carrier: (slave: string, to: 'lost' | 'back') => Promise<void>;
  /** Waits until the kernel has this slave as the active one; empty is none. */
  readonly turnsTo: (slave: string) => Promise<void>;
  readonly comesUp: (slave: string) => Promise<void>;
};

let made = 0;

/** A bond over dummy devices, like `mode active-backup miimon 50`. */
export async function madeBond(shell: Shell, options: string, count: 2 | 3 = 2): Promise<MadeBond> {
  made += 1;
  const [name, first, second, third] = [`bond${made}`, `d${made}a`, `d${made}b`, `d${made}c`];
  const slaves = count === 2 ? ([first, second] as const) : ([first, second, third] as const);
  await batch(shell, [
    ...slaves.map((slave) => `link add ${slave} type dummy`),
    `link add ${name} type bond ${options}`,
    ...slaves.map((slave) => `link set ${slave} master ${name}`),
    `link set ${name} up`,
  ]);
  onTestFinished(async () => {
    // Whatever of it the test has left; the shell may have gone with its namespace.
    const all = [name, ...slaves].map((device) => `link del ${device}`).join('\\n');
    await shell.run(`printf '${all}\\n' | ip -force -batch - || true`).catch(() => undefined);
  });
  return { ...handlesOf(shell, name), name, slaves };
}

/** What can be seen of a bond, and done to it. */
export function handlesOf(shell: Shell, name: string): Omit<MadeBond, 'name' | 'slaves'> {
  // No process is started for these.
  const read = (path: string) => shell.run(`x=; read -r x < /sys/class/net/${path}; printf %s "$x"`);
  const write = async (path: string, value: string) =>
    void (await shell.run(`echo '${value}' > /sys/class/net/${path}`));
  const attribute = async (one: string) =>
    await shell.run(`x=; read -r x < /sys/class/net/${name}/bonding/${one}; printf %s "$x"`);
  return {
    attribute,
    set: (one, value) => write(`${name}/bonding/${one}`, value),
    carrier: (slave, to) => write(`${slave}/carrier`, to === 'lost' ? '0' : '1'),
    turnsTo: (slave) =>
      until(`${name} turns to ${slave || 'none'}`, async () => (await attribute('active_slave')) === slave),
    comesUp: (slave) => until(`${slave} is up`, async () => (await read(`${slave}/bonding_slave/mii_status`)) === 'up'),
  };
}

/** Runs commands of `ip` in one process. */
export async function batch(shell: Shell, commands: readonly string[]): Promise<void> {
  await shell.run(`ip -batch - <<'END'\n${commands.join('\n')}\nEND`);
}
