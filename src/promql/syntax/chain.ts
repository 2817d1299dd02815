import { arithmeticOps, type BinaryOp, comparisonOps, setOps } from './ast.ts';
import { childNamed, type Node } from './nodes.ts';

/**
 * An expression without its parentheses, from left to right. The grammar binds `offset`, `[5m]` and a number's sign to all
 * that stands before them (`a + b offset 5m` as `(a + b) offset 5m`) where Prometheus binds them to the last operand, so the
 * order of operations is found again from these.
 */
export type Link =
  | { readonly kind: 'operand'; readonly node: Node; readonly suffixes: readonly Node[] }
  | { readonly kind: 'prefix'; readonly op: '+' | '-'; readonly at: number }
  | { readonly kind: 'operator'; readonly op: BinaryOp; readonly node: Node };

const suffixNames: readonly string[] = ['OffsetExpr', 'SubqueryExpr', 'MatrixSelector'];
const ops: readonly BinaryOp[] = [...arithmeticOps, ...comparisonOps, ...setOps];

export function linksOf(node: Node): readonly Link[] {
  const [first, second] = node.children;
  if (node.name === 'BinaryExpr' && first !== undefined) {
    const right = node.children.at(-1);
    const sign = second?.text.toLowerCase();
    const op = ops.find((known) => known === sign);
    if (right !== undefined && op !== undefined) {
      return [...linksOf(first), { kind: 'operator', op, node }, ...linksOf(right)];
    }
  }
  if (node.name === 'UnaryExpr' && second !== undefined) {
    return [{ kind: 'prefix', op: first?.text === '-' ? '-' : '+', at: node.from }, ...linksOf(second)];
  }
  if (node.name === 'NumberDurationLiteral' && /^[+-]/.test(node.text)) {
    const unsigned = { ...node, text: node.text.slice(1).trimStart() };
    return [
      { kind: 'prefix', op: node.text.startsWith('-') ? '-' : '+', at: node.from },
      { kind: 'operand', node: unsigned, suffixes: [] },
    ];
  }
  if (suffixNames.includes(node.name) && first !== undefined) return withSuffix(linksOf(first), node);
  return [{ kind: 'operand', node, suffixes: [] }];
}

function withSuffix(links: readonly Link[], suffix: Node): readonly Link[] {
  const last = links.at(-1);
  if (last?.kind !== 'operand') return links;
  return [...links.slice(0, -1), { ...last, suffixes: [...last.suffixes, suffix] }];
}

const LEVELS: ReadonlyMap<BinaryOp, number> = new Map<BinaryOp, number>([
  ['or', 1],
  ['and', 2],
  ['unless', 2],
  ...comparisonOps.map((op) => [op, 3] as const),
  ['+', 4],
  ['-', 4],
  ['*', 5],
  ['/', 5],
  ['%', 5],
  ['atan2', 5],
  ['^', 6],
]);
const POWER = 6;

export type Assembly<Expr> = {
  readonly operand: (node: Node, suffixes: readonly Node[]) => Expr;
  readonly prefix: (op: '+' | '-', at: number, expr: Expr) => Expr;
  readonly operator: (op: BinaryOp, node: Node, left: Expr, right: Expr) => Expr;
};

/** Puts an expression together again: powers first and from the right, then signs, then the others from the left. */
export function assemble<Expr>(links: readonly Link[], make: Assembly<Expr>): Expr {
  let next = 0;

  const unary = (): Expr => {
    const link = links[next];
    next += 1;
    if (link?.kind === 'prefix') return make.prefix(link.op, link.at, level(POWER));
    if (link?.kind === 'operand') return make.operand(link.node, link.suffixes);
    throw new TypeError('an operator without its operand');
  };

  const level = (least: number): Expr => {
    let left = unary();
    for (;;) {
      const link = links[next];
      const own = link?.kind === 'operator' ? (LEVELS.get(link.op) ?? 0) : 0;
      if (link?.kind !== 'operator' || own < least) return left;
      next += 1;
      left = make.operator(link.op, link.node, left, level(own === POWER ? own : own + 1));
    }
  };

  return level(1);
}

/** What stands behind the operator: `bool`, `on (…)`. */
export function modifiersOf(node: Node): {
  readonly bool: boolean;
  readonly matching: Node | undefined;
  readonly fill: Node | undefined;
} {
  return {
    bool: childNamed(node, 'BoolModifier') !== undefined,
    matching: childNamed(node, 'MatchingModifierClause'),
    fill: childNamed(node, 'FillModifier'),
  };
}
