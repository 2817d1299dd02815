import { ParseError } from '../../../core/errors.ts';
import { isList, isObject, type Json, type JsonObject } from '../../../core/json.ts';

/** The fields of one answer, by name. What is there in another form than expected is a ParseError that names the command. */
export type Fields = {
  readonly number: (name: string) => number;
  readonly text: (name: string) => string;
  readonly optional: (name: string) => number | undefined;
  /** Empty when it is not there. */
  readonly numbers: (name: string) => readonly number[];
  readonly all: JsonObject;
};

/** @param command as it was asked, for errors */
export function fieldsOf(command: string, answer: Json): Fields {
  if (!isObject(answer)) throw new ParseError(command, 0, 'an object', JSON.stringify(answer));
  const wrong = (name: string, expected: string) =>
    new ParseError(command, 0, `${expected} as ${name}`, JSON.stringify(answer[name]));
  const optional = (name: string): number | undefined => {
    const value = answer[name];
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number === undefined) throw wrong(name, 'a number');
    return number;
  };
  return {
    all: answer,
    optional,
    number: (name) => {
      const number = optional(name);
      if (number === undefined) throw wrong(name, 'a number');
      return number;
    },
    text: (name) => {
      const value = answer[name];
      if (typeof value !== 'string') throw wrong(name, 'a text');
      return value;
    },
    numbers: (name) => {
      const value = answer[name];
      if (value === undefined) return [];
      const numbers = isList(value) ? value.flatMap((one) => numberOf(one) ?? []) : [];
      if (!isList(value) || numbers.length !== value.length) throw wrong(name, 'numbers');
      return numbers;
    },
  };
}

/** A list of numbers or of names; `null` where the process has no such command. */
export function listOf<T extends 'number' | 'string'>(
  command: string,
  answer: Json,
  type: T,
): readonly (T extends 'number' ? number : string)[];
export function listOf(command: string, answer: Json, type: string): readonly Json[] {
  if (answer === null) return [];
  if (isList(answer) && answer.every((one) => typeof one === type)) return answer;
  throw new ParseError(command, 0, `a list of type ${type}`, JSON.stringify(answer));
}

// 0x10000 (flags and addresses, since DPDK 23.03)
const HEXADECIMAL = /^0x[0-9a-f]+$/i;

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && HEXADECIMAL.test(value) ? Number(value) : undefined;
}
