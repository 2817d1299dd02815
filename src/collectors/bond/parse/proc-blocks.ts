import { ParseError } from '../../../core/errors.ts';
import { linesOf } from '../../../core/text.ts';

/** A value and the one-based line on which it stands. */
export type Entry = { readonly value: string; readonly line: number };

/** Lines of the form `Key: value` that belong together. */
export type Block = {
  readonly file: string;
  /** The line that begins the block. */
  readonly line: number;
  readonly fields: ReadonlyMap<string, Entry>;
};

export type SlaveBlocks = {
  readonly name: Entry;
  readonly block: Block;
  /** The port's own side of LACP and the other end's; printed for readers with CAP_NET_ADMIN. */
  readonly actor: Block | undefined;
  readonly partner: Block | undefined;
};

/** The text of one bond, taken apart but not yet understood. */
export type ProcBlocks = {
  readonly master: Block;
  readonly hasLacp: boolean;
  readonly aggregator: Block | undefined;
  /** The kernel says itself that no aggregator is active. */
  readonly noAggregator: boolean;
  readonly slaves: readonly SlaveBlocks[];
};

type OpenBlock = { readonly file: string; readonly line: number; readonly fields: Map<string, Entry> };
type OpenSlave = {
  readonly name: Entry;
  readonly block: OpenBlock;
  actor: OpenBlock | undefined;
  partner: OpenBlock | undefined;
};

// ARP IP target/s (n.n.n.n form): 10.77.0.1, 10.77.0.2
// NS IPv6 target/s (xx::xx form): fe80::77
const END_OF_KEY = /:(?=\s|$)/;
// bond bond0 has no active aggregator
const NO_AGGREGATOR = /^bond \S+ has no active aggregator$/;
const LACP = '802.3ad info';
const SLAVE = 'Slave Interface';

/**
 * Takes the text of `/proc/net/bonding/<bond>` apart: the bond's own lines, then a block for each slave, with the indented
 * LACP details below the line that names them (kernel source, drivers/net/bonding/bond_procfs.c). Lines of other forms are
 * left alone, so that a newer kernel may add to them.
 * @throws ParseError when the text is cut off, or a key stands twice in one block
 */
export function procBlocks(file: string, text: string): ProcBlocks {
  const lines = linesOf(text);
  if (!text.endsWith('\n')) throw new ParseError(file, lines.length, 'a whole line with its end', lines.at(-1));
  const master = openBlock(file, 1);
  const slaves: OpenSlave[] = [];
  let hasLacp = false;
  let noAggregator = false;
  let aggregator: OpenBlock | undefined;
  let block = master;
  /** Where indented lines belong. */
  let details = master;

  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const indented = /^\s/.test(content);
    const end = END_OF_KEY.exec(content)?.index;
    if (end === undefined) {
      hasLacp ||= content === LACP;
      noAggregator ||= NO_AGGREGATOR.test(content);
      continue;
    }
    const key = content.slice(0, end).trim();
    const entry = { value: content.slice(end + 1).trim(), line };
    const slave = slaves.at(-1);
    if (indented) {
      put(details, key, entry);
    } else if (key === SLAVE) {
      block = details = openBlock(file, line);
      slaves.push({ name: entry, block, actor: undefined, partner: undefined });
    } else if (key === 'Active Aggregator Info') {
      aggregator = details = openBlock(file, line);
    } else if (key === 'details actor lacp pdu' && slave !== undefined) {
      slave.actor = details = openBlock(file, line);
    } else if (key === 'details partner lacp pdu' && slave !== undefined) {
      slave.partner = details = openBlock(file, line);
    } else {
      details = block;
      put(block, key, entry);
    }
  }
  return { master, hasLacp, aggregator, noAggregator, slaves };
}

function openBlock(file: string, line: number): OpenBlock {
  return { file, line, fields: new Map() };
}

function put(block: OpenBlock, key: string, entry: Entry): void {
  const { file, fields } = block;
  if (fields.has(key)) throw new ParseError(file, entry.line, `"${key}" only once in its block`, entry.value);
  fields.set(key, entry);
}
