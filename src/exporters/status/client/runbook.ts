import { type Child, el, render } from './elements.ts';
import { askRunbook } from './server.ts';
import { openSheet } from './sheet.ts';

/** Opens the sheet with the runbook that ships for an alert. */
export async function openRunbook(alert: string): Promise<void> {
  const body = openSheet(alert);
  try {
    render(body, ...blocksOf(await askRunbook(alert)));
  } catch (error) {
    render(body, el('p', {}, `The runbook can't be shown: ${error instanceof Error ? error.message : error}`));
  }
}

/** Pages of the docs, as the generator writes them: headings, paragraphs, fenced code and tables. */
export function blocksOf(markdown: string): readonly HTMLElement[] {
  const blocks: HTMLElement[] = [];
  const lines = markdown.replace(/^<!--[\s\S]*?-->/, '').split('\n');
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] ?? '';
    const count = lengthOfBlock(lines, index);
    const block = lines.slice(index, index + count);
    index += count;
    if (line.startsWith('```')) blocks.push(el('pre', { tabindex: 0 }, el('code', {}, block.slice(1, -1).join('\n'))));
    else if (/^#{2,6} /.test(line)) blocks.push(el('h3', {}, line.replace(/^#+ /, '')));
    else if (line.startsWith('|')) blocks.push(tableOf(block));
    // The title stands above already.
    else if (line.trim() !== '' && !line.startsWith('# ')) blocks.push(el('p', {}, ...inlineOf(block.join(' '))));
  }
  return blocks;
}

function lengthOfBlock(lines: readonly string[], start: number): number {
  const first = lines[start] ?? '';
  const isEnd = (line: string) => {
    if (first.startsWith('```')) return line.startsWith('```');
    if (first.startsWith('|')) return !line.startsWith('|');
    return line.trim() === '' || /^(?:#|\||```)/.test(line);
  };
  if (first.trim() === '' || first.startsWith('#')) return 1;
  let end = start + 1;
  while (end < lines.length && !isEnd(lines[end] ?? '')) end += 1;
  return end - start + (first.startsWith('```') ? 1 : 0);
}

function tableOf(rows: readonly string[]): HTMLElement {
  const cells = (row: string) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|'));
  const [head = '', , ...body] = rows;
  return el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...cells(head).map((cell) => el('th', { scope: 'col' }, ...inlineOf(cell))))),
    el('tbody', {}, ...body.map((row) => el('tr', {}, ...cells(row).map((cell) => el('td', {}, ...inlineOf(cell)))))),
  );
}

/** `code`, **strong**, *emphasis*, and links, of which the words stay: what they lead to is not at this server. */
function inlineOf(text: string): readonly Child[] {
  const plain = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return plain.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).map((part) => {
    if (part.startsWith('`') && part.length > 2) return el('code', {}, part.slice(1, -1));
    if (part.startsWith('**') && part.length > 4) return el('strong', {}, part.slice(2, -2));
    if (part.startsWith('*') && part.length > 2) return el('em', {}, part.slice(1, -1));
    return part;
  });
}
