import { parser } from '@prometheus-io/lezer-promql';
import { PromqlError } from './error.ts';

/** A node of the grammar's tree, with what of it the reader of expressions needs. */
export type Node = {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly children: readonly Node[];
};

type TreeNode = NonNullable<ReturnType<typeof parser.parse>['topNode']>;

/** The tree of a whole expression by Prometheus's own grammar. Throws a PromqlError at the first place that does not fit it. */
export function nodesOf(text: string): Node {
  const tree = parser.parse(text);
  const bad = firstError(tree.topNode);
  if (bad !== undefined) throw new PromqlError(text, bad.from, unexpected(text, bad));
  const top = copyOf(text, tree.topNode);
  const [expr] = top.children;
  if (expr === undefined) throw new PromqlError(text, 0, 'expected an expression, found nothing');
  return expr;
}

function unexpected(text: string, { from, to }: TreeNode): string {
  const found = text.slice(from, Math.max(to, from + 1)).trim();
  return found === '' ? 'the expression ends too early' : `did not expect ${JSON.stringify(found.slice(0, 40))} here`;
}

function firstError(node: TreeNode): TreeNode | undefined {
  if (node.type.isError) return node;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    const found = firstError(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function copyOf(text: string, node: TreeNode): Node {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(copyOf(text, child));
  }
  return { name: node.name, text: text.slice(node.from, node.to), from: node.from, children };
}

export function childNamed({ children }: Node, ...names: readonly string[]): Node | undefined {
  return children.find(({ name }) => names.includes(name));
}
