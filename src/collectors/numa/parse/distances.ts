import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';

/**
 * How far each node is from this one, `10 21`: 10 is the node itself, 20 twice as far. The kernel writes one number for
 * each node that is online, ascending (drivers/base/node.c `node_read_distance`).
 * @param nodes the nodes that are online
 * @throws ParseError
 */
export function parseDistances(text: string, nodes: readonly number[], file: string): ReadonlyMap<number, number> {
  const words = text.trim().split(/\s+/);
  if (words.length !== nodes.length) throw new ParseError(file, 1, `${nodes.length} numbers`, text);
  const place = { file, line: 1 };
  return new Map(nodes.map((node, index) => [node, integer(words[index], place, 'a distance')]));
}
