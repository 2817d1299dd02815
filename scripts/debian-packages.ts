import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withServicesAsleep } from './services-asleep.ts';

const listFile = path.join(import.meta.dirname, 'debian-packages.txt');
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/**
 * Installs the Debian packages that the tests use, where they are missing and this may be done.
 * Nothing that they bring is started or enabled.
 * @returns why some are still missing, in one sentence; nothing when all are there
 */
export function installDebianPackages(): string | undefined {
  if (!existsSync('/usr/bin/dpkg-query')) return 'Not Debian: programs that the tests use were not installed.';
  const missing = missingPackages(wantedPackages(readFileSync(listFile, 'utf8')));
  if (missing.length === 0) return undefined;
  const names = missing.join(' ');
  if (process.getuid?.() !== 0) return `Not root: these Debian packages were not installed: ${names}.`;
  console.error(`Installing Debian packages for the tests (once): ${names} …`);
  let failure: string | undefined;
  const refusal = withServicesAsleep(() => {
    const stale = apt(['update']);
    const refused = apt(['install', '--yes', '--no-install-recommends', ...missing]);
    // Without fresh lists it may still work. Where it doesn't, that is why.
    failure = refused === undefined ? undefined : (stale ?? refused);
  });
  const why = refusal ?? failure;
  return why === undefined ? undefined : `These Debian packages could not be installed (${why}): ${names}.`;
}

/** One name a line; `#` begins a comment. */
export function wantedPackages(list: string): string[] {
  return list
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((name) => name !== '');
}

/** Those of the packages that dpkg does not know as installed. */
function missingPackages(wanted: readonly string[]): string[] {
  const { stdout } = spawnSync('dpkg-query', ['--list', ...wanted], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '300' },
  });
  // "ii  libc6:amd64  2.36-9+deb12u10  amd64  GNU C Library": the second letter is the state, see dpkg-query(1).
  const installed = new Set(Array.from(stdout.matchAll(/^.i.? +([^\s:]+)/gm), ([, name]) => name));
  return wanted.filter((name) => !installed.has(name));
}

/** @returns the last line of what went wrong */
function apt(args: readonly string[]): string | undefined {
  const options = ['--quiet', '--option=Acquire::Retries=1', '--option=Acquire::http::Timeout=30'];
  options.push('--option=DPkg::Lock::Timeout=120', '--option=Dpkg::Use-Pty=0');
  const { status, stderr, error } = spawnSync('apt-get', [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
  });
  if (error !== undefined) return error.message;
  if (status === 0) return undefined;
  const lines = stderr.split('\n').filter((line) => line.startsWith('E: '));
  return lines.at(-1)?.slice('E: '.length) ?? `apt-get ended with code ${status}`;
}
