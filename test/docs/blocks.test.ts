import { expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';

const page = (...lines: readonly string[]) => blocksOf('a.md', lines.join('\n'));

it('blocks have their place, language, text and mark', () => {
  const blocks = page(
    '# A',
    '```sh run again',
    'ls',
    '```',
    '',
    '- b',
    '  ```yaml config file=/tmp/a.yaml',
    '  a: 1',
    '  ```',
    '```text',
    '```',
  );
  expect(blocks).toEqual([
    { page: 'a.md', line: 3, language: 'sh', text: 'ls\n', mark: { kind: 'run', how: 'again' } },
    { page: 'a.md', line: 8, language: 'yaml', text: 'a: 1\n', mark: { kind: 'config', file: '/tmp/a.yaml' } },
    { page: 'a.md', line: 11, language: 'text', text: '\n', mark: { kind: 'none' } },
  ]);
});

it.each([
  ['run', { kind: 'run', how: 'once' }],
  ['run background', { kind: 'run', how: 'background' }],
  ['run fails', { kind: 'run', how: 'fails' }],
  ['output', { kind: 'output' }],
  ['rules', { kind: 'rules' }],
  ['file=/tmp/x', { kind: 'file', file: '/tmp/x' }],
  ['not-run: needs systemd', { kind: 'not-run', why: 'needs systemd' }],
  ['', { kind: 'none' }],
])('the mark %s is read', (mark, read) => {
  expect(page(`\`\`\`sh ${mark}`, 'x', '```')[0]?.mark).toMatchObject(read);
});

it.each([
  ['```sh rum', 'x', '```'],
  ['```sh not-run:', 'x', '```'],
  ['```sh run often', 'x', '```'],
  ['```sh run', 'x'],
])('%s is refused with its place', (...lines) => {
  expect(() => page(...lines)).toThrow(/^a\.md:2: /);
});
