// The lock file must not say from where packages were fetched: whoever clones the project has another registry.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** Entries that hold addresses which packages give themselves, for people. */
const FOR_PEOPLE = new Set(['funding', 'homepage']);

function* addressesIn(value: unknown, place: string): Generator<string> {
  if (typeof value === 'string' && value.includes('://')) yield `${place}: ${value}`;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (name === 'resolved') yield `${place}: resolved`;
    else if (!FOR_PEOPLE.has(name)) yield* addressesIn(child, `${place}/${name}`);
  }
}

const lock: unknown = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
for (const address of addressesIn(lock, 'package-lock.json')) {
  console.log(`${address} (npm install with omit-lockfile-registry-resolved=true, as in .npmrc, leaves it out)`);
  process.exitCode = 1;
}
