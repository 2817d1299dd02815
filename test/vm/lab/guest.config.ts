// How vitest runs in the guest, where everything takes fifteen to twenty times as long as on the machine.

import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LAB_IN_GUEST, RESULTS } from './lay-out.ts';
import { resultsReporter } from './results-reporter.ts';

export default defineConfig({
  root: path.join(import.meta.dirname, '../../..'),
  test: {
    include: ['test/vm/guest/**/*.test.ts', 'test/real/**/*.test.ts'],
    reporters: ['verbose', resultsReporter(path.join(LAB_IN_GUEST, RESULTS))],
    // One worker for all files: each new one would load everything again.
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    retry: process.env.CI === 'true' ? 1 : 0,
    expect: { poll: { timeout: 90_000, interval: 100 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
