import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { pages, pageText } from './blocks.ts';

const root = path.resolve(import.meta.dirname, '../..');
const LINK = /\]\(([^)\s]+)\)/g;

it('every link of every page leads to a file that is there, and to a heading in it', () => {
  const { written, made } = pages();
  const dead = [...written, ...made].flatMap((page) =>
    [...pageText(page).matchAll(LINK)].flatMap(([, to = '']) => (leads(page, to) ? [] : `${page}: ${to}`)),
  );
  expect(dead).toEqual([]);
});

it('a link that leads nowhere is found', () => {
  expect([leads('README.md', 'docs/nothing.md'), leads('README.md', 'docs/remediation.md#no-such')]).toEqual([
    false,
    false,
  ]);
  expect(leads('README.md', 'docs/remediation.md#the-guards')).toBe(true);
});

function leads(page: string, to: string): boolean {
  if (/^[a-z]+:/.test(to)) return true;
  const [file = '', anchor] = to.split('#');
  const target = file === '' ? path.join(root, page) : path.resolve(root, path.dirname(page), file);
  if (!existsSync(target)) return false;
  return anchor === undefined || !target.endsWith('.md') || headings(target).includes(anchor);
}

/** As GitHub names them. */
function headings(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
