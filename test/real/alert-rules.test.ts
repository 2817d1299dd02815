import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, it } from 'vitest';
import { shippedRulesFolder } from '../../src/alerts/rule-files/shipped.ts';
import { buildAgent } from '../support/agent-process.ts';
import { programPath } from '../support/programs.ts';

const folder = shippedRulesFolder();
const files = globSync(path.join(folder, '*.yaml')).sort();
const root = path.resolve(import.meta.dirname, '../..');
const promtool = programPath('promtool');

describe('promtool', () => {
  beforeEach((context) => {
    if (promtool === undefined) context.skip('promtool is not installed (it comes with prometheus)');
  });

  it('has nothing to say about the rules that ship', async () => {
    const { exitCode, all } = await told(['check', 'rules', ...files]);
    const lines = all.split('\n').filter((line) => !/^Checking |^ {2}SUCCESS: |^$/.test(line));
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: [] });
  });

  it.each(
    globSync(path.join(folder, 'tests/*.yaml'))
      .sort()
      .map((file) => path.basename(file)),
  )('finds that the rules do what %s says', { timeout: 60_000 }, async (file) => {
    const { exitCode, all } = await told(['test', 'rules', path.join(folder, 'tests', file)]);
    expect(exitCode, all).toBe(0);
  });
});

it('the built agent has the rules that ship', { timeout: 120_000 }, () => {
  buildAgent();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/main.js', 'check-config'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain(`from files: ${files.length}\n`);
});

async function told(args: readonly string[]) {
  const { exitCode, all } = await execa(promtool ?? 'promtool', args, { all: true, reject: false });
  return { exitCode, all };
}
