import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A fenced block of a page, and what its info string says is to be done with it. */
export type Block = {
  /** `docs/tutorial.md` */
  readonly page: string;
  /** Of its first line of text. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly mark: Mark;
};

/**
 * What stands behind the language in the info string. `run`: a person types this; `again` until it shows what is shown,
 * `background` is left running, `fails` ends with another code than 0. `output`: what the block before shows. `config`, `rules`: checked by the agent itself.
 * `file=PATH` beside any of them, or alone: a person writes this file. `not-run: WHY` runs only elsewhere.
 */
export type Mark =
  | { readonly kind: 'run'; readonly how: 'once' | 'again' | 'background' | 'fails' }
  | { readonly kind: 'output' }
  | { readonly kind: 'config' | 'rules' | 'file'; readonly file: string | undefined }
  | { readonly kind: 'not-run'; readonly why: string }
  | { readonly kind: 'none' };

const root = path.resolve(import.meta.dirname, '../..');
const GENERATED = '<!-- Made by `npm run generate`; not to be edited. -->';
const HOW = ['again', 'background', 'fails'] as const;
const FENCE = /^( *)(`{3,}) *(\S*) *(.*)$/;

/** Pages that persons have written, and those that are made, by their paths. */
export function pages(): { readonly written: readonly string[]; readonly made: readonly string[] } {
  const all = [...globSync('docs/**/*.md', { cwd: root }), 'README.md', 'examples/README.md'].sort();
  const made = all.filter((page) => readFileSync(path.join(root, page), 'utf8').startsWith(GENERATED));
  return { written: all.filter((page) => !made.includes(page)), made };
}

export function pageText(page: string): string {
  return readFileSync(path.join(root, page), 'utf8');
}

/** Throws for a fence that is not closed and for a mark that is none, with page and line. */
export function blocksOf(page: string, text = pageText(page)): readonly Block[] {
  const blocks: Block[] = [];
  let open:
    | { fence: string; indent: number; line: number; language: string; info: string; lines: string[] }
    | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence = '', language = '', info = ''] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { fence, indent: indent.length, line: index + 2, language, info, lines: [] };
    } else if (fence === open.fence && language === '') {
      const { lines, line: first, language: of, info: said } = open;
      blocks.push({ page, line: first, language: of, text: `${lines.join('\n')}\n`, mark: markOf(said, page, first) });
      open = undefined;
    } else open.lines.push(line.slice(open.indent));
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block has no end`);
  return blocks;
}

function markOf(info: string, page: string, line: number): Mark {
  const [, why] = /^not-run: (.+)$/.exec(info) ?? [];
  if (why !== undefined) return { kind: 'not-run', why };
  const [, word = '', more = '', file] =
    /^(run|output|config|rules)?(?: (again|background|fails))?(?: ?file=(\S+))?$/.exec(info) ?? [];
  if (word === 'run') return { kind: 'run', how: HOW.find((one) => one === more) ?? 'once' };
  if (word === 'output') return { kind: 'output' };
  if (word === 'config' || word === 'rules') return { kind: word, file };
  if (file !== undefined) return { kind: 'file', file };
  if (info === '') return { kind: 'none' };
  throw new Error(`${page}:${line}: expected run, output, config, rules, file=… or not-run: …, found ${info}`);
}
