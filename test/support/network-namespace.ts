import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Why this machine makes no network namespaces, if so. */
export function noNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return 'making network namespaces takes root';
  return spawnSync('ip', ['netns', 'list']).status === 0 ? undefined : 'there is no ip(8) that works';
}

/** A network namespace whose loopback is up, gone when the test has finished. */
export function networkNamespace(): string {
  const name = `nst${randomBytes(4).toString('hex')}`;
  onTestFinished(() => {
    if (existsSync(`/run/netns/${name}`)) ip('netns', 'del', name);
  });
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return name;
}

/** Throws with what ip(8) said when it does not like it. */
export function ip(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** What is sent there gets lost on a cable whose other end knows no such address. */
export const SILENT_ADDRESS = '198.51.100.9';

/** Puts the silent address into a namespace of the test's own. */
export function addSilentAddress(netns: string): void {
  ip('-n', netns, 'link', 'add', 'quiet0', 'type', 'veth', 'peer', 'name', 'quiet1');
  ip('-n', netns, 'addr', 'add', '198.51.100.1/24', 'dev', 'quiet0');
  ip('-n', netns, 'link', 'set', 'quiet0', 'up');
  ip('-n', netns, 'link', 'set', 'quiet1', 'up');
  ip('-n', netns, 'neigh', 'add', SILENT_ADDRESS, 'lladdr', '02:00:00:00:00:09', 'dev', 'quiet0', 'nud', 'permanent');
}
