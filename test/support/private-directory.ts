import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A new directory for the running test, removed with all that is in it when the test has finished. */
export function privateDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'nst-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
