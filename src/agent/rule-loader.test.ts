import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { alertSettings } from '../alerts/settings.ts';
import { createRuleLoader, type LoadedRules } from './rule-loader.ts';
import type { ReaderOptions } from './rule-reader/read-apart.ts';

const never = new AbortController().signal;
/** Processes are begun, some of which fill their memory first, on a machine that may be busy. */
vi.setConfig({ testTimeout: 120_000 });

const ruleFile = (...rules: readonly string[]) => `groups:\n  - name: g\n    rules:\n${rules.join('')}`;
const rule = (name: string, expr = 'up == 0') => `      - alert: ${name}\n        expr: ${expr}\n`;

/** Two files of rules in a folder of their own, and who loads them. */
function twoFiles(reader?: ReaderOptions) {
  const folder = privateDirectory();
  const file = (name: string) => path.join(folder, name);
  /** As whoever is careful does it, so that no half of it is ever seen. */
  const write = (name: string, text: string) => {
    writeFileSync(file('new'), text);
    renameSync(file('new'), file(name));
  };
  write('a.yaml', ruleFile(rule('A')));
  write('b.yaml', ruleFile(rule('B')));
  const settings = alertSettings.parse({ shipped_rules: false, rule_files: [file('*.yaml')] });
  return { file, write, loader: createRuleLoader(settings, reader) };
}

const names = ({ groups }: LoadedRules) => groups.flatMap((group) => group.rules.map(({ name }) => name));
const problems = (loaded: LoadedRules) => [...loaded.problems.values()];

const readIfThere = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** A program in place of the reader. */
function readerThat(does: string, patience = 60_000): ReaderOptions {
  const program = path.join(privateDirectory(), 'reader.mjs');
  writeFileSync(program, does);
  return { program, patience };
}

/** Finds the names of rules and no more, but dies while `ill` is there and it is to read b.yaml. */
const diesWhile = (ill: string, how: string) =>
  readerThat(`
    import { existsSync, readFileSync } from 'node:fs';
    import { serialize } from 'node:v8';
    const files = process.argv.slice(3);
    if (existsSync(${JSON.stringify(ill)}) && files.some((file) => file.endsWith('b.yaml'))) { ${how} }
    const rules = (text) => [...text.matchAll(/alert: (\\w+)/g)].map(([, name]) => ({ name }));
    const found = files.map((file) => ({ groups: [{ rules: rules(readFileSync(file, 'utf8')) }] }));
    process.stdout.write(serialize(found).toString('base64'));
  `);

describe('rule files', () => {
  it('are read as they are, and again only when they change', async () => {
    const { write, loader, file } = twoFiles();
    const first = await loader.load(never);
    expect(names(first)).toEqual(['A', 'B']);
    expect(first.changed).toBe(true);
    expect(first.groups[0]?.rules[0]).toMatchObject({ text: 'up == 0', expr: { kind: 'binary', op: '==' }, line: 4 });
    const second = await loader.load(never);
    expect(second.changed).toBe(false);
    expect(second.groups[0]).toBe(first.groups[0]);
    write('b.yaml', ruleFile(rule('B2'), rule('B3')));
    const third = await loader.load(never);
    expect(names(third)).toEqual(['A', 'B2', 'B3']);
    expect(third.changed).toBe(true);
    expect(third.groups[0]).toBe(first.groups[0]);
    rmSync(file('a.yaml'));
    expect(names(await loader.load(never))).toEqual(['B2', 'B3']);
  });

  it('bring over what no JSON could: infinity, labels, what is not there', async () => {
    const { write, loader } = twoFiles();
    write('a.yaml', ruleFile(`${rule('A', "x{a='1'} < +Inf")}        labels: { severity: '{{ $labels.a }}' }\n`));
    const [group] = (await loader.load(never)).groups;
    expect(group?.rules[0]).toMatchObject({
      expr: { right: { kind: 'unary', expr: { kind: 'number', value: Number.POSITIVE_INFINITY } } },
      labels: new Map([['severity', '{{ $labels.a }}']]),
      annotations: new Map(),
    });
  });

  it('that are bad are told with file, line and column, and keep the rules that they had', async () => {
    const { write, loader, file } = twoFiles();
    await loader.load(never);
    write('b.yaml', ruleFile(rule('B', 'sum(')).replace('groups:', 'groups: #'));
    const bad = await loader.load(never);
    expect(names(bad)).toEqual(['A', 'B']);
    expect(problems(bad)).toEqual([
      expect.stringMatching(
        `^${file('b.yaml')}:5:15: groups.0.rules.0.expr: line 1, column \\d+ of the expression: .+`,
      ),
    ]);
    write('b.yaml', 'groups: [\n');
    expect(problems(await loader.load(never))).toEqual([expect.stringMatching(`^${file('b.yaml')}:\\d+:\\d+: `)]);
    write('b.yaml', ruleFile(rule('B')));
    expect(problems(await loader.load(never))).toEqual([]);
  });
});

describe('a reader that dies', () => {
  it.each([
    ['by an error', 'throw new TypeError("out of my mind")', 'TypeError: out of my mind'],
    ['by a signal', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});', 'exit code SIGKILL'],
    ['by its memory', 'const all = []; for (;;) all.push(new Array(1e6).fill(0.5));', 'heap out of memory'],
    ['by saying nothing', 'process.exit(0)', 'Unable to deserialize'],
  ])('%s, leaves the rules in force, says so once, and hides no other file', async (_, how, why) => {
    const ill = path.join(privateDirectory(), 'ill');
    const { write, loader, file } = twoFiles(diesWhile(ill, how));
    await loader.load(never);
    writeFileSync(ill, '');
    write('a.yaml', ruleFile(rule('A2')));
    write('b.yaml', ruleFile(rule('B2')));
    const hurt = await loader.load(never);
    expect(names(hurt)).toEqual(['A2', 'B']);
    expect(problems(hurt)).toEqual([
      expect.stringContaining(`${file('b.yaml')}: could not be read: the program that reads it failed: `),
    ]);
    expect(problems(hurt)[0]).toContain(why);
    expect((await loader.load(never)).changed).toBe(false);
    rmSync(ill);
    write('b.yaml', ruleFile(rule('B3')));
    const well = await loader.load(never);
    expect(names(well)).toEqual(['A2', 'B3']);
    expect(problems(well)).toEqual([]);
  });

  it('is given up when it takes too long', async () => {
    const { loader, file } = twoFiles(readerThat('setInterval(() => {}, 1000)', 300));
    const loaded = await loader.load(never);
    expect(names(loaded)).toEqual([]);
    expect(problems(loaded)).toEqual([
      expect.stringMatching(`^${file('a.yaml')}: could not be read: .*no answer in time$`),
      expect.stringMatching(`^${file('b.yaml')}: could not be read: .*no answer in time$`),
    ]);
  });

  it('is ended with whoever waits for it', async () => {
    const begun = path.join(privateDirectory(), 'begun');
    const { loader } = twoFiles(
      readerThat(`
        import { writeFileSync } from 'node:fs';
        writeFileSync(${JSON.stringify(begun)}, String(process.pid));
        setInterval(() => {}, 1000);
      `),
    );
    const ending = new AbortController();
    const loading = expect(loader.load(ending.signal)).rejects.toThrow('the agent ends');
    await eventually(() => readIfThere(begun)).toMatch(/^\d+$/);
    const pid = Number(readIfThere(begun));
    ending.abort(new Error('the agent ends'));
    await loading;
    await eventually(() => existsSync(`/proc/${pid}/exe`)).toBe(false);
  });
});
