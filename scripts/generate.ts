// `npm run generate` writes every file that is made from the code; `npm run generate -- --check` only names those that
// are not up to date, and then ends with exit code 1.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { partFolders } from './generate/part-folders.ts';
import { type Registry, registryModule } from './generate/registry.ts';
import { root } from './paths.mjs';

type Generated = { readonly file: string; readonly text: string };

const registries: readonly (Registry & { readonly directory: string })[] = [
  { directory: 'src/collectors', exported: 'collector', contract: 'collector.ts', type: 'RegisteredCollector' },
  { directory: 'src/actions', exported: 'action', contract: 'action.ts', type: 'RegisteredAction' },
  { directory: 'src/exporters', exported: 'exporter', contract: 'exporter.ts', type: 'RegisteredExporter' },
];

const check = process.argv.includes('--check');
const drifted: string[] = [];

function settle(files: readonly Generated[]): void {
  for (const { file, text } of files) {
    if (textOf(file) === text) continue;
    drifted.push(file);
    if (check) continue;
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

settle(
  registries.map((registry) => ({
    file: `${registry.directory}/registry.ts`,
    text: registryModule(registry, partFolders(path.join(root, registry.directory))),
  })),
);
// The pages are made from what the registries list, and can't be made while these are wrong.
if (!check || drifted.length === 0) settle((await import('./generate/pages.ts')).pages(textOf('README.md')));

for (const file of drifted) console.log(check ? `not up to date: ${file}` : `written: ${file}`);
if (check && drifted.length > 0) {
  console.log('Run `npm run generate`.');
  process.exitCode = 1;
}
