import { globSync } from 'node:fs';
import path from 'node:path';
import type { RuleGroup } from '../../alerts/rule.ts';
import { readRules } from '../../alerts/rule-files/read-rules.ts';
import { readTestFile } from '../../alerts/rule-tests/read-test-file.ts';
import { runRuleTest } from '../../alerts/rule-tests/run-test.ts';
import { readConfigFile } from '../../config/read-config-file.ts';
import { messageOf } from '../../core/errors.ts';
import { ConfigError } from '../../core/yaml/config-error.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';

const MINUTE = 60_000;

/** Says what is wrong with rule files, all of it, or how many rules there are. */
export async function checkRules(files: readonly string[]): Promise<ExitCode> {
  let failed = false;
  for (const file of files) {
    try {
      const groups = readRules(await readConfigFile(file), file, MINUTE);
      const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
      process.stdout.write(`${file} is good: ${count} rules in ${groups.length} groups\n`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      failed = true;
      process.stderr.write(`${error.message}\n`);
    }
  }
  return failed ? exitCodes.usage : exitCodes.ok;
}

/** Runs unit tests of rules in promtool's format. */
export async function testRules(files: readonly string[]): Promise<ExitCode> {
  let failed = 0;
  let passed = 0;
  for (const file of files) {
    try {
      const { ruleFiles, interval, groupOrder, tests } = readTestFile(await readConfigFile(file), file);
      const groups = inOrder(await groupsOf(ruleFiles, path.dirname(file), interval), groupOrder);
      for (const [index, test] of tests.entries()) {
        const differences = outcomeOf(() => runRuleTest(test, groups, interval));
        if (differences.length === 0) passed += 1;
        else failed += 1;
        const name = test.name ?? `test ${index + 1}`;
        for (const difference of differences) process.stdout.write(`${file}:${test.line}: ${name}: ${difference}\n`);
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      failed += 1;
      process.stderr.write(`${error.message}\n`);
    }
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? exitCodes.ok : exitCodes.failure;
}

async function groupsOf(patterns: readonly string[], folder: string, interval: number): Promise<readonly RuleGroup[]> {
  const files = patterns.flatMap((pattern) => {
    const full = path.resolve(folder, pattern);
    return /[*?]/.test(full) ? globSync(full).sort() : [full];
  });
  const groups: RuleGroup[] = [];
  for (const file of files) groups.push(...readRules(await readConfigFile(file), file, interval));
  return groups;
}

function inOrder(groups: readonly RuleGroup[], order: readonly string[]): readonly RuleGroup[] {
  const place = ({ name }: RuleGroup) => (order.includes(name) ? order.indexOf(name) : order.length);
  return groups.toSorted((a, b) => place(a) - place(b));
}

/** A test whose series or expressions are none has failed, and says why. */
function outcomeOf(run: () => readonly string[]): readonly string[] {
  try {
    return run();
  } catch (error) {
    return [messageOf(error)];
  }
}
