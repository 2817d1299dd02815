import { execa } from 'execa';
import { root } from '../../scripts/paths.mjs';

/** How a command of the built agent has ended. */
export type Told = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command of the built agent without holding up what goes on in the test's process meanwhile. */
export async function runCli(...args: readonly string[]): Promise<Told> {
  const child = execa(process.execPath, ['dist/main.js', ...args], { cwd: root, reject: false, timeout: 80_000 });
  const { exitCode = -1, stdout, stderr } = await child;
  return { code: exitCode, out: stdout, err: stderr };
}
