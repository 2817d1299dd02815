import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wantedPackages } from './debian-packages.ts';
import { matchesLockFile } from './npm-packages.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsteward-packages-'));
  mkdirSync(path.join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } };
const wanted = { '': { name: 'x' }, ...zod, 'node_modules/other-system': { version: '1.0.0', optional: true } };

function matches(lock: object, installed: object | string): boolean {
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
  const text = typeof installed === 'string' ? installed : JSON.stringify({ packages: installed });
  writeFileSync(path.join(folder, 'node_modules/.package-lock.json'), text);
  return matchesLockFile(folder);
}

describe('the installed npm packages', () => {
  it('match the lock file when all but optional ones are there', () => {
    expect(matches(wanted, zod)).toBe(true);
  });

  it.each([
    ['another version', { 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } }],
    ['other contents', { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-b' } }],
    ['one missing', {}],
    ['one too many', { ...zod, 'node_modules/left-over': { version: '1.0.0' } }],
    ['an unfinished record', '{"pack'],
  ])('do not match it with %s', (_, installed) => {
    expect(matches(wanted, installed)).toBe(false);
  });

  it('do not match it when nothing is installed', () => {
    expect(matchesLockFile(folder)).toBe(false);
  });
});

it('the list of Debian packages may have comments', () => {
  expect(wantedPackages('# tools\n\ncurl\n  ethtool # links\n')).toEqual(['curl', 'ethtool']);
});
