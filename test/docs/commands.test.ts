import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { commandLinesIn, objectionTo } from './commands.ts';

const root = path.resolve(import.meta.dirname, '../..');
const files = [
  ...globSync('docs/**/*.md', { cwd: root }),
  'README.md',
  ...globSync('src/alerts/rules/*.yaml', { cwd: root }),
];

it('every command of the agent that pages, runbooks and alerts show is one that it has', async () => {
  const lines = files.flatMap((file) =>
    commandLinesIn(readFileSync(path.join(root, file), 'utf8')).map((line) => ({ file, line })),
  );
  expect(lines.length).toBeGreaterThan(100);
  const told = await Promise.all(
    lines.map(async ({ file, line }) => ({ file, line, objection: await objectionTo(line) })),
  );
  // A text may name a command without what belongs behind it.
  const isName = (line: string, objection: string) =>
    /^[a-z-]+( [a-z-]+)?$/.test(line) && objection.includes('missing required');
  const wrong = told.filter(({ line, objection }) => objection !== undefined && !isName(line, objection));
  expect(wrong).toEqual([]);
});

it.each([
  ['actions approve', 'missing required argument'],
  ['actions aprove 1a2b3c4d', 'too many arguments'],
  ['plan lb-member --lable a=b', 'unknown option'],
  ['silence add --for soon --reason x', 'expected'],
])('%s is none', async (line, words) => {
  expect(await objectionTo(line)).toContain(words);
});

it('finds commands in code, in texts and behind pipes', () => {
  const text =
    'a `netsteward alerts --json` b\n$ netsteward once | jq .\ncd x && netsteward silence list # y\nnetsteward began';
  expect(commandLinesIn(text)).toEqual(['alerts --json', 'once', 'silence list']);
});
