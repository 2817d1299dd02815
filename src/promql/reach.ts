import type { Expr, Selector } from './syntax/ast.ts';

/** What an expression can see. */
export type Reach = {
  /** The names of the metrics it selects; `undefined` when a selector has none and so may see all. */
  readonly names: ReadonlySet<string> | undefined;
  /** How far it looks back in milliseconds, where a selector without a range looks back `lookback`. */
  readonly past: number;
};

export function reachOf(expr: Expr, lookback: number): Reach {
  const names = new Set<string>();
  let seesAll = false;
  let past = 0;
  const select = ({ name, offset }: Selector, before: number): void => {
    if (name === undefined) seesAll = true;
    else names.add(name);
    past = Math.max(past, before + offset);
  };
  const visit = (part: Expr, before: number): void => {
    switch (part.kind) {
      case 'selector':
        select(part, before + lookback);
        return;
      case 'range':
        select(part.selector, before + part.range);
        return;
      case 'subquery':
        visit(part.expr, before + part.range + part.offset);
        return;
      case 'call':
        for (const arg of part.args) visit(arg, before);
        return;
      case 'aggregate':
        if (part.param !== undefined) visit(part.param, before);
        visit(part.expr, before);
        return;
      case 'binary':
        visit(part.left, before);
        visit(part.right, before);
        return;
      case 'unary':
      case 'paren':
        visit(part.expr, before);
        return;
      default:
    }
  };
  visit(expr, 0);
  return { names: seesAll ? undefined : names, past };
}
