import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** Says from which sources dist was made. */
const stampFile = path.join(root, 'dist/.sources');
const compilerInputs = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Changes with every file that goes into dist: its path, size and time of change. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of [...listed('src/**/*.ts'), ...compilerInputs]) {
    if (file.endsWith('.test.ts')) continue;
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function lastBuild(): string | undefined {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

function compile(): boolean {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const { status, error } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  return status === 0;
}

/** The compiler never deletes: a module whose source is gone would stay. */
function removeLeftovers(): void {
  const sources = new Set(listed('src/**/*.ts').map((file) => file.slice('src/'.length, -'.ts'.length)));
  for (const file of listed('dist/**/*.{js,js.map}')) {
    if (!sources.has(file.slice('dist/'.length).replace(/\.js(\.map)?$/, ''))) rmSync(path.join(root, file));
  }
}

function listed(pattern: string): string[] {
  return globSync(pattern, { cwd: root }).sort();
}

/** Compiles src to dist, unless dist was made from these very sources. */
function build(): boolean {
  const sources = fingerprint();
  if (sources === lastBuild()) return true;
  rmSync(stampFile, { force: true });
  console.error('Building …');
  if (!compile()) return false;
  removeLeftovers();
  chmodSync(path.join(root, 'dist/main.js'), 0o755);
  writeFileSync(stampFile, sources);
  return true;
}

process.exitCode = build() ? 0 : 1;
