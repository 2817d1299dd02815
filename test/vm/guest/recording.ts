import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';
import { LAB_IN_GUEST, RECORDINGS } from '../lab/lay-out.ts';

/**
 * Records the guest as it is now, where recordings are wanted (`npm run test:vm -- --record DIR`): by `netsteward record`,
 * and what the kernel says of nodes, PCI devices and NICs beyond that.
 */
export function record(name: string): void {
  if (process.env.VM_RECORD === undefined) return;
  const folder = join(LAB_IN_GUEST, RECORDINGS, name);
  mkdirSync(folder, { recursive: true });
  const config = '/run/record.yaml';
  // Nothing is late that is only emulated.
  writeFileSync(config, 'deadline: 120s\nread_deadline: 60s\n');
  const node = process.execPath;
  run([0, INCOMPLETE], node, join(root, 'dist/main.js'), 'record', '--config', config, folder);
  const copy = [node, join(import.meta.dirname, 'copy-host.ts')];
  run([0], ...copy, folder);
  for (const netns of existsSync('/run/netns') ? readdirSync('/run/netns') : []) {
    run([0], 'ip', 'netns', 'exec', netns, ...copy, join(folder, 'netns', netns), 'namespace');
  }
}

/** What `netsteward record` ends with when it could not read everything. */
const INCOMPLETE = 3;

function run(expected: readonly number[], ...argv: readonly string[]): void {
  const [program = '', ...args] = argv;
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  console.log(`${stdout}${stderr}`);
  if (!expected.some((code) => code === status)) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
}
