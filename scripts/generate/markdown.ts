/** A file that is made, with its path from the root. */
export type Page = { readonly file: string; readonly text: string };

/** A Markdown table. Cells may hold any text; line breaks in them become spaces. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** The first line of every generated page. */
export const generatedNote = '<!-- Made by `npm run generate`; not to be edited. -->';

export function page(title: string, ...blocks: readonly string[]): string {
  return `${[generatedNote, `# ${title}`, ...blocks].join('\n\n')}\n`;
}

function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
