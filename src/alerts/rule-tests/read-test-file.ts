import { ConfigError } from '../../core/yaml/config-error.ts';
import { issueProblems } from '../../core/yaml/issue-problems.ts';
import { readYaml } from '../../core/yaml/yaml-source.ts';
import { type RuleTest, ruleTestFile } from './schema.ts';

/** A file of tests; `ruleFiles` are patterns relative to it. Times in milliseconds. */
export type RuleTestFile = {
  readonly ruleFiles: readonly string[];
  readonly interval: number;
  /** Groups named here are evaluated first, in this order. */
  readonly groupOrder: readonly string[];
  readonly tests: readonly (RuleTest & { readonly line: number })[];
};

const MINUTE = 60_000;

/** Reads a file of unit tests for rules. Throws a ConfigError that names everything wrong in it. */
export function readTestFile(text: string, file: string): RuleTestFile {
  const { value: written = {}, locate } = readYaml(text, file);
  const checked = ruleTestFile.safeParse(written);
  if (!checked.success) {
    const problems = checked.error.issues.flatMap((issue) =>
      issueProblems(issue, { schema: ruleTestFile, written, locate }),
    );
    throw new ConfigError(problems);
  }
  const { rule_files, evaluation_interval, group_eval_order, tests } = checked.data;
  return {
    ruleFiles: rule_files,
    interval: evaluation_interval === undefined || evaluation_interval === 0 ? MINUTE : evaluation_interval,
    groupOrder: group_eval_order ?? [],
    tests: tests.map((test, index) => {
      const place = locate(['tests', index]);
      return { ...test, line: 'line' in place ? place.line : 0 };
    }),
  };
}
