/** An object in keepalived's text: its title, the lines `Key = value` below it, and further lines in their order. */
export type Block = {
  readonly name: string;
  /** One-based line of the title. */
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly lines: readonly string[];
};

// ` VRRP Instance = VI_1`
const FIELD = /^(\s*)([^=]+?) = (.*)$/;

/**
 * The objects with this title in what keepalived writes on SIGUSR1 (vrrp_data.c): lines that stand further in belong to
 * the one above.
 */
export function blocksOf(text: string, title: string): readonly Block[] {
  const blocks: { name: string; line: number; fields: Map<string, string>; lines: string[] }[] = [];
  let depth: number | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, space = '', key, value = ''] = FIELD.exec(line) ?? [];
    const indent = line.length - line.trimStart().length;
    if (key === title) {
      depth = space.length;
      blocks.push({ name: value.trim(), line: index + 1, fields: new Map(), lines: [] });
    } else if (depth !== undefined && indent <= depth) {
      depth = undefined;
    } else if (depth !== undefined) {
      blocks.at(-1)?.lines.push(line);
      if (key !== undefined && !blocks.at(-1)?.fields.has(key)) blocks.at(-1)?.fields.set(key, value.trim());
    }
  }
  return blocks;
}
