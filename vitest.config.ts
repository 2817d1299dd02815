import { defineConfig } from 'vitest/config';
import { closingReporter } from './scripts/closing-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', closingReporter()],
    pool: 'forks',
    // Real daemons share two cores with everything else there: one that was late gets a second chance, which the report shows.
    retry: process.env.CI === 'true' ? 1 : 0,
    // What is awaited may come late on a busy machine; what never comes still fails. A test may wait for several things.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 90_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'machine',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['test/vm/*.test.ts', 'test/vm/guest/**', '**/node_modules/**'],
          // 1 and 2, as 0 comes last where there is one worker only.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'vm',
          include: ['test/vm/*.test.ts'],
          // A second chance is given in the guest; here results are only shown.
          retry: 0,
          // Emulated CPUs take whole cores: one guest at a time, and only once everything else is done.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
