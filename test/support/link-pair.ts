import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { ip } from './network-namespace.ts';

/** A pair of devices; what happens to the second is seen at the first as its carrier. */
export function linkPair(): { readonly near: string; readonly far: string } {
  const name = `nst${randomBytes(4).toString('hex')}`;
  const [near, far] = [`${name}a`, `${name}b`];
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far);
  onTestFinished(() => void spawnSync('ip', ['link', 'del', near]));
  for (const end of [near, far]) ip('link', 'set', end, 'up');
  return { near, far };
}
