import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { seriesNames } from '../../src/alerts/series/samples-of.ts';
import { catalogueParts } from '../../src/cli/catalogue.ts';
import { parseExpr } from '../../src/promql/syntax/parse.ts';
import { buildAgent } from '../support/agent-process.ts';
import { selectorsIn } from '../support/expression-parts.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { type Block, blocksOf, pages, pageText } from './blocks.ts';

beforeAll(buildAgent);

const root = path.resolve(import.meta.dirname, '../..');
const blocks = pages().written.flatMap((page) => blocksOf(page));
const named = (some: readonly Block[]) => some.map((block) => ({ name: `${block.page}:${block.line}`, block }));
const ofKind = (kind: Block['mark']['kind']) => named(blocks.filter(({ mark }) => mark.kind === kind));

/** Languages in which a block could be run or checked: one that is neither has to say why. */
const CHECKABLE = ['', 'sh', 'bash', 'console', 'yaml', 'yml', 'js', 'ini'];
const SHELL = ['sh', 'bash', 'console'];

describe('blocks of pages', () => {
  it('are run or checked, or say why they are not', () => {
    const silent = named(blocks.filter(({ mark, language }) => mark.kind === 'none' && CHECKABLE.includes(language)));
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('have marks that fit: a shell is run, and what is shown follows what is typed', () => {
    const wrong = blocks.filter(({ page, line, mark, language }, index) => {
      const before = blocks[index - 1];
      if (mark.kind === 'run') return !SHELL.includes(language);
      if (mark.kind === 'config' || mark.kind === 'rules') return language !== 'yaml';
      return mark.kind === 'output' && !(before?.mark.kind === 'run' && before.page === page && before.line < line);
    });
    expect(named(wrong).map(({ name }) => name)).toEqual([]);
  });

  it('that are not run are few, and this is why', () => {
    const reasons = Map.groupBy(blocks, ({ mark }) => (mark.kind === 'not-run' ? mark.why : ''));
    reasons.delete('');
    const counted = [...reasons].map(([why, some]) => `${some.length} because it ${why}`);
    const places = ofKind('not-run').map(({ name, block: { text } }) => `  ${name}: ${text.split('\n')[0]}`);
    console.log([`blocks of pages that are not run: ${places.length}`, ...counted, ...places].join('\n'));
    expect(places.length).toBeLessThanOrEqual(blocks.length / 2);
  });
});

it('pages show no commands outside of fenced blocks', () => {
  const indented = pages().written.flatMap((page) => indentedCode(page));
  expect(indented).toEqual([]);
});

describe.each(ofKind('config'))('the configuration at $name', ({ block }) => {
  it('is good', async () => {
    const file = written('agent.yaml', withFilesOfItsPage(block));
    const { all, exitCode } = await agent('check-config', '--config', file);
    expect({ all, exitCode }).toMatchObject({ exitCode: 0, all: expect.stringContaining(`${file} is good.`) });
  });
});

describe.each(ofKind('rules'))('the rules at $name', ({ block }) => {
  it('are good, and look at series that there are', async () => {
    const { all, exitCode } = await agent('rules', 'check', written('rules.yaml', block.text));
    expect({ all, exitCode }).toMatchObject({ exitCode: 0 });
  });
});

const series = new Set(catalogueParts().flatMap(({ metrics }) => metrics.flatMap((metric) => seriesNames(metric))));

describe.each(named(blocks.filter(({ language }) => language === 'promql')))('the question at $name', ({ block }) => {
  it('is PromQL about metrics that there are', () => {
    for (const text of block.text.split(/\n\n+/).filter((one) => one.trim() !== '')) {
      const names = selectorsIn(parseExpr(text.replaceAll(/^#.*$/gm, ''))).map(({ name }) => name ?? '');
      expect(names.filter((name) => !series.has(name) && !/^(up|node_.*)$/.test(name))).toEqual([]);
    }
  });
});

function written(name: string, text: string): string {
  const file = path.join(privateDirectory(), name);
  writeFileSync(file, text);
  return file;
}

/** The text with copies in place of the files that a person writes by the same page. */
function withFilesOfItsPage({ page, text }: Block): string {
  const files = blocks.flatMap((one) =>
    'file' in one.mark && one.page === page ? [[one.mark.file, one.text] as const] : [],
  );
  return files.reduce((told, [file = '', content]) => {
    return file !== '' && told.includes(file) ? told.replaceAll(file, written(path.basename(file), content)) : told;
  }, text);
}

async function agent(...args: readonly string[]) {
  const { all, exitCode } = await execa(process.execPath, ['dist/main.js', ...args], {
    cwd: root,
    all: true,
    reject: false,
    env: { STATE_DIRECTORY: privateDirectory() },
  });
  return { all, exitCode };
}

/** Lines of four spaces behind an empty line: an older way to write a block, which can have no mark. */
function indentedCode(page: string): readonly string[] {
  const fenced = new Set(blocksOf(page).flatMap(({ line, text }) => text.split('\n').map((_, index) => line + index)));
  const lines = pageText(page).split('\n');
  return lines.flatMap((line, index) => {
    const isCode = /^ {4}\S/.test(line) && lines[index - 1]?.trim() === '' && !fenced.has(index + 1);
    return isCode ? `${page}:${index + 1}` : [];
  });
}
