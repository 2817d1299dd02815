import { defineConfig } from 'vitest/config';
import { closingReporter } from './scripts/closing-reporter.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    reporters: ['default', closingReporter()],
    pool: 'forks',
    // Real daemons share two cores with everything else there: one that was late gets a second chance, which the report shows.
    retry: process.env.CI === 'true' ? 1 : 0,
    // What is awaited may come late on a busy machine; what never comes still fails.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
