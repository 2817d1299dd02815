import type { Condition } from '../matcher.ts';

/** An expression as data. `at` is the offset of its first character in the text, all times are in milliseconds. */
export type Expr =
  | { readonly kind: 'number'; readonly at: number; readonly value: number }
  | { readonly kind: 'string'; readonly at: number; readonly value: string }
  | Selector
  | { readonly kind: 'range'; readonly at: number; readonly selector: Selector; readonly range: number }
  | {
      readonly kind: 'subquery';
      readonly at: number;
      readonly expr: Expr;
      readonly range: number;
      /** `undefined` is the evaluation interval. */
      readonly step: number | undefined;
      readonly offset: number;
    }
  | { readonly kind: 'call'; readonly at: number; readonly name: string; readonly args: readonly Expr[] }
  | {
      readonly kind: 'aggregate';
      readonly at: number;
      readonly op: string;
      readonly param: Expr | undefined;
      readonly expr: Expr;
      readonly grouping: Grouping;
    }
  | { readonly kind: 'unary'; readonly at: number; readonly op: '+' | '-'; readonly expr: Expr }
  | Binary
  | { readonly kind: 'paren'; readonly at: number; readonly expr: Expr };

export type Selector = {
  readonly kind: 'selector';
  readonly at: number;
  /** When the metric's name is given by itself or as `__name__="…"`. */
  readonly name: string | undefined;
  readonly matchers: readonly Condition[];
  readonly offset: number;
};

/** Without `by` and `without` a grouping is `by ()`. */
export type Grouping = { readonly mode: 'by' | 'without'; readonly labels: readonly string[] };

export type Binary = {
  readonly kind: 'binary';
  readonly at: number;
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  readonly matching: Matching;
};

export type Matching = {
  readonly mode: 'on' | 'ignoring';
  readonly labels: readonly string[];
  /** Which side may have many series for one of the other. */
  readonly many: 'left' | 'right' | undefined;
  /** Labels that the result takes from the side of one. */
  readonly include: readonly string[];
};

export const arithmeticOps = ['+', '-', '*', '/', '%', '^', 'atan2'] as const;
export const comparisonOps = ['==', '!=', '>', '<', '>=', '<='] as const;
export const setOps = ['and', 'or', 'unless'] as const;
export type ArithmeticOp = (typeof arithmeticOps)[number];
export type ComparisonOp = (typeof comparisonOps)[number];
export type SetOp = (typeof setOps)[number];
export type BinaryOp = ArithmeticOp | ComparisonOp | SetOp;
