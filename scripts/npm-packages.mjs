import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pinnedNode, root } from './paths.mjs';

/**
 * Brings node_modules to what package-lock.json says; does nothing when it already is.
 * Ends the process with npm's own message when the packages can't be had.
 */
export function installNpmPackages() {
  if (existsSync(pinnedNode) && matchesLockFile(root)) return;
  console.error('Installing the npm packages (this happens once, and when they change) …');
  const began = Date.now();
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const args = [...first, 'ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev'];
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (error !== undefined || status !== 0)
    fail(`npm ci did not succeed${error === undefined ? '' : ` (${error.message})`}.`);
  if (!existsSync(pinnedNode))
    fail('the pinned Node is missing: npm must be allowed to run the install script of the package "node".');
  console.error(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/**
 * Whether npm's own record of what it put into node_modules (`node_modules/.package-lock.json`, written at the end of
 * an installation) holds exactly what package-lock.json asks for. Packages for other platforms are optional.
 * @param {string} folder the one that has package-lock.json
 */
export function matchesLockFile(folder) {
  const wanted = packagesIn(path.join(folder, 'package-lock.json'));
  const installed = packagesIn(path.join(folder, 'node_modules/.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  const complete = Object.entries(wanted).every(([name, about]) => {
    const there = installed[name];
    if (name === '') return true;
    if (there === undefined) return about.optional === true;
    return there.version === about.version && there.integrity === about.integrity;
  });
  return complete && Object.keys(installed).every((name) => wanted[name] !== undefined);
}

/**
 * @param {string} file a lock file of version 2 or 3
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | undefined}
 */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`The npm packages could not be installed: ${message}`);
  process.exit(1);
}
