// Reads rule files and prints what it found: `rule-reader.js INTERVAL FILE…`, see `readApart`.

import { readRules } from '../../alerts/rule-files/read-rules.ts';
import { readConfigFile } from '../../config/read-config-file.ts';
import { ConfigError } from '../../core/yaml/config-error.ts';
import { printed, type RuleFile } from './found.ts';

async function readRuleFile(file: string, interval: number): Promise<RuleFile> {
  try {
    return { groups: readRules(await readConfigFile(file), file, interval) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: error.problems };
  }
}

async function main([interval, ...files]: readonly string[]): Promise<void> {
  const found: RuleFile[] = [];
  for (const file of files) found.push(await readRuleFile(file, Number(interval)));
  process.stdout.write(printed(found));
}

void main(process.argv.slice(2));
