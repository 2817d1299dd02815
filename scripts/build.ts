// `npm run build`: checks the types of src and bundles it into dist, unless dist was made from these very sources.
// One bundle with the packages in it starts faster and takes less memory than hundreds of modules. What a command alone
// needs stays a file of its own that is loaded with it, and so does what runs in a thread or a process of its own.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './paths.mjs';
import { leaveOutUnusedParts } from './unused-parts.ts';

const dist = path.join(root, 'dist');
/** Says from which sources dist was made. */
const stampFile = path.join(dist, '.sources');
/** The status page: what runs in the browser, and the files that go beside it as they are. */
const page = {
  client: 'src/exporters/status/client',
  files: ['status.html', 'icon.svg'].map((name) => `src/exporters/status/assets/${name}`),
  /** Of rules that are equally specific those of a later file win. */
  styles: [
    ...['base', 'top', 'icons', 'health', 'controls', 'plane', 'lines', 'trends', 'events', 'objects', 'actions'],
    ...['sheet', 'narrow'],
  ].map((name) => `src/exporters/status/assets/styles/${name}.css`),
};
/** The alerting rules, which go beside the bundle as they are. */
const rules = globSync('src/alerts/rules/*.yaml', { cwd: root });
const otherInputs = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.ts',
  'scripts/unused-parts.ts',
];

/** Changes with every file that goes into dist: its path, size and time of change. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  for (const file of [...sources.sort(), ...rules.sort(), ...page.files, ...page.styles, ...otherInputs]) {
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

async function typesFit(project: string): Promise<boolean> {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const child = spawn(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}

/** The names of the files it wrote. */
async function bundle(): Promise<string[]> {
  const built = await rolldown({
    input: {
      main: path.join(root, 'src/main.ts'),
      'check-worker': path.join(root, 'src/host/checks/worker.ts'),
      'rule-reader': path.join(root, 'src/agent/rule-reader/main.ts'),
      'neighbour-worker': path.join(root, 'src/host/neighbours/worker.ts'),
    },
    // It loads a library of machine code that lies beside it.
    external: ['koffi'],
    platform: 'node',
    cwd: root,
    logLevel: 'warn',
    plugins: [leaveOutUnusedParts()],
  });
  const { output } = await built.write({
    dir: dist,
    // Not as ES modules: importing one of Node's own modules loads all that it could ever need (with `node:http` come
    // HTTP/2, undici and workers), where requiring it loads what is used. It is 20 MB of memory.
    format: 'cjs',
    // Names stay, for stack traces that a person can read.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await built.close();
  const written = output.map(({ fileName }) => fileName);
  for (const file of written) writeInLatin1(path.join(dist, file));
  writeFileSync(path.join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  return written;
}

/** What runs in the browser, as one small file, with the files that belong to it. */
async function bundlePage(): Promise<void> {
  const folder = path.join(dist, 'status');
  rmSync(folder, { recursive: true, force: true });
  const built = await rolldown({
    input: path.join(root, page.client, 'main.ts'),
    platform: 'browser',
    cwd: root,
    logLevel: 'warn',
    tsconfig: path.join(root, page.client, 'tsconfig.json'),
  });
  await built.write({ file: path.join(folder, 'status.js'), format: 'iife', minify: true });
  await built.close();
  const style = page.styles.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  writeFileSync(path.join(folder, 'status.css'), style);
  for (const file of page.files) cpSync(path.join(root, file), path.join(folder, path.basename(file)));
}

/** V8 keeps a source at two bytes a character when a single one is outside Latin-1: these are escaped. */
function writeInLatin1(file: string): void {
  const text = readFileSync(file, 'utf8');
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(file, text.replace(/[\u0100-\uffff]/g, escaped));
}

function removeAllBut(written: readonly string[]): void {
  for (const file of globSync('*.{js,js.map}', { cwd: dist })) {
    if (!written.includes(file)) rmSync(path.join(dist, file));
  }
}

function copyRules(): void {
  const folder = path.join(dist, 'rules');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of rules) cpSync(path.join(root, file), path.join(folder, path.basename(file)));
}

const sources = fingerprint();
if (sources !== lastBuild()) {
  rmSync(stampFile, { force: true });
  console.error('Building …');
  const [fit, fitInBrowser, written] = await Promise.all([
    typesFit('tsconfig.build.json'),
    typesFit(path.join(page.client, 'tsconfig.json')),
    bundle(),
    bundlePage(),
  ]);
  removeAllBut(written);
  copyRules();
  chmodSync(path.join(dist, 'main.js'), 0o755);
  if (fit && fitInBrowser) writeFileSync(stampFile, sources);
  process.exitCode = fit && fitInBrowser ? 0 : 1;
}
