import { signatureOf } from '../functions/signatures.ts';
import type { ValueType } from '../value.ts';
import type { Binary, Expr } from './ast.ts';
import { comparisonOps, setOps } from './ast.ts';
import { PromqlError } from './error.ts';

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  string: 'a text',
  vector: 'an instant vector',
  matrix: 'a range vector',
};

/** What parameter an aggregation takes beside its vector. */
const aggregations: ReadonlyMap<string, ValueType | undefined> = new Map<string, ValueType | undefined>([
  ...['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'].map((op) => [op, undefined] as const),
  ['topk', 'scalar'],
  ['bottomk', 'scalar'],
  ['quantile', 'scalar'],
  ['count_values', 'string'],
]);

/** Throws a PromqlError where an operation is given what it can't take. */
export function checkTypes(text: string, whole: Expr): ValueType {
  const fail = (at: number, what: string): never => {
    throw new PromqlError(text, at, what);
  };

  const expect = (expr: Expr, wanted: ValueType, where: string) => {
    const found = typeOf(expr);
    if (found !== wanted) fail(expr.at, `${where} has to be ${NAMES[wanted]}, found ${NAMES[found]}`);
  };

  const typeOf = (expr: Expr): ValueType => {
    switch (expr.kind) {
      case 'number':
        return 'scalar';
      case 'string':
        return 'string';
      case 'selector':
        return 'vector';
      case 'range':
        return 'matrix';
      case 'paren':
        return typeOf(expr.expr);
      case 'subquery':
        expect(expr.expr, 'vector', 'what a subquery looks at');
        return 'matrix';
      case 'unary': {
        const type = typeOf(expr.expr);
        if (type === 'scalar' || type === 'vector') return type;
        return fail(expr.at, `${expr.op} can't be put before ${NAMES[type]}`);
      }
      case 'call':
        return call(expr);
      case 'aggregate':
        return aggregate(expr);
      case 'binary':
        return binary(expr);
    }
  };

  const call = ({ at, name, args }: Expr & { kind: 'call' }): ValueType => {
    const signature = signatureOf(name) ?? fail(at, `the function ${name} is not supported`);
    const least = signature.args.length - signature.optional;
    const most = signature.variadic ? Number.POSITIVE_INFINITY : signature.args.length;
    if (args.length < least || args.length > most) {
      const wanted =
        least === most ? `${least}` : `${least}${most === Number.POSITIVE_INFINITY ? ' or more' : ` to ${most}`}`;
      fail(at, `${name} takes ${wanted} arguments, found ${args.length}`);
    }
    for (const [index, arg] of args.entries()) {
      expect(arg, signature.args[index] ?? signature.args.at(-1) ?? 'vector', `argument ${index + 1} of ${name}`);
    }
    return signature.returns;
  };

  const aggregate = ({ at, op, param, expr }: Expr & { kind: 'aggregate' }): ValueType => {
    if (!aggregations.has(op)) fail(at, `the aggregation ${op} is not supported`);
    const wanted = aggregations.get(op);
    if (wanted === undefined && param !== undefined) fail(param.at, `${op} takes no parameter`);
    if (wanted !== undefined) {
      if (param === undefined)
        return fail(at, `${op} needs a parameter: ${op}(${wanted === 'string' ? '"label"' : '1'}, …)`);
      expect(param, wanted, `the parameter of ${op}`);
    }
    expect(expr, 'vector', `what ${op} works on`);
    return 'vector';
  };

  const binary = (expr: Binary): ValueType => {
    const types = [expr.left, expr.right].map((side) => {
      const type = typeOf(side);
      return type === 'scalar' || type === 'vector'
        ? type
        : fail(side.at, `${expr.op} can't be used on ${NAMES[type]}`);
    });
    const areVectors = types.every((type) => type === 'vector');
    const areScalars = types.every((type) => type === 'scalar');
    const isComparison = comparisonOps.some((op) => op === expr.op);
    const isSet = setOps.some((op) => op === expr.op);
    if (expr.bool && !isComparison) fail(expr.at, `bool belongs to comparisons, not to ${expr.op}`);
    if (isComparison && !expr.bool && areScalars) fail(expr.at, 'a comparison of two numbers needs bool');
    if (isSet && !areVectors) fail(expr.at, `${expr.op} works on instant vectors only`);
    matching(expr, areVectors, isSet);
    return areScalars ? 'scalar' : 'vector';
  };

  const matching = (
    { at, op, matching: { mode, labels, many, include } }: Binary,
    vectors: boolean,
    isSet: boolean,
  ) => {
    if (!vectors && labels.length > 0) fail(at, 'on and ignoring belong between instant vectors');
    if (isSet && many !== undefined) fail(at, `${op} can't be grouped`);
    const both = mode === 'on' ? include.find((label) => labels.includes(label)) : undefined;
    if (both !== undefined) fail(at, `the label ${both} must not stand in both on and group_${many}`);
  };

  return typeOf(whole);
}
