import type { ArithmeticOp, BinaryOp, ComparisonOp } from '../syntax/ast.ts';

const arithmetic: Readonly<Record<ArithmeticOp, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const comparison: Readonly<Record<ComparisonOp, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

/** 1 to any power is 1, and so is -1 to an infinite one, as C and Go have it and JavaScript does not. */
function power(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

export function isComparison(op: BinaryOp): op is ComparisonOp {
  return Object.hasOwn(comparison, op);
}

export function isArithmetic(op: BinaryOp): op is ArithmeticOp {
  return Object.hasOwn(arithmetic, op);
}

export function calculate(op: ArithmeticOp, a: number, b: number): number {
  return arithmetic[op](a, b);
}

export function compare(op: ComparisonOp, a: number, b: number): boolean {
  return comparison[op](a, b);
}

/** What two values give: a number, or nothing where a comparison without `bool` does not hold. */
export function combine(op: ArithmeticOp | ComparisonOp, bool: boolean, a: number, b: number): number | undefined {
  if (isArithmetic(op)) return calculate(op, a, b);
  const holds = compare(op, a, b);
  if (bool) return holds ? 1 : 0;
  return holds ? a : undefined;
}
