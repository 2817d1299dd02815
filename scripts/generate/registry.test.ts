import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { partFolders } from './part-folders.ts';
import { registryModule } from './registry.ts';

const tree = mkdtempSync(path.join(tmpdir(), 'netsteward-parts-'));
afterAll(() => rmSync(tree, { recursive: true }));

const registry = { exported: 'collector', contract: 'collector.ts', type: 'RegisteredCollector' };

it('a folder with an index.ts is a part, whatever else lies beside it', () => {
  for (const folder of ['made-up', 'bond', 'unfinished']) mkdirSync(path.join(tree, folder));
  writeFileSync(path.join(tree, 'made-up/index.ts'), '');
  writeFileSync(path.join(tree, 'bond/index.ts'), '');
  writeFileSync(path.join(tree, 'index.ts'), '');
  expect(partFolders(tree)).toEqual(['bond', 'made-up']);
});

it('the registry lists the parts under names that the language allows', () => {
  expect(registryModule(registry, ['interface', 'made-up']).split('\n').slice(1, -1)).toEqual([
    '',
    "import type { RegisteredCollector } from './collector.ts';",
    "import { collector as interfaceCollector } from './interface/index.ts';",
    "import { collector as madeUpCollector } from './made-up/index.ts';",
    '',
    '/** Every collector there is, in order of name. */',
    'export const collectors: readonly RegisteredCollector[] = [interfaceCollector, madeUpCollector];',
  ]);
});

it('a list that is too long for a line has one part a line', () => {
  const folders = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
  expect(registryModule(registry, folders)).toContain('[\n  alphaCollector,\n  betaCollector,\n');
});
