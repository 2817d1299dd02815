import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonSplitter } from './split-json.ts';

/** Cuts bytes at the given places, wherever these fall. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function split(chunks: readonly Buffer[]): string[] {
  const splitter = createJsonSplitter(1_000_000);
  return chunks.flatMap((chunk) => splitter.push(chunk));
}

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('}{', '\\"]', '"', '\\\\', '{"a":[', 'é€😀'));
const structure = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('structure')),
  structure: fc.oneof(fc.array(tie('value')), fc.dictionary(text, tie('value'))),
})).structure;

describe('a stream of JSON values', () => {
  it('is cut into the same values wherever its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(structure, fc.constantFrom('', ' ', '\n', '\r\n\t'))),
        fc.array(fc.nat()),
        (values, places) => {
          const bytes = Buffer.from(values.map(([value, gap]) => JSON.stringify(value) + gap).join(''));
          expect(split(cut(bytes, places))).toEqual(values.map(([value]) => JSON.stringify(value)));
        },
      ),
    );
  });

  it('may hold texts, numbers and words when something stands between them', () => {
    const values = ['"a}"', '1.5e3', 'true', '[]', 'null', '{}', '"\\""'];
    fc.assert(
      fc.property(fc.array(fc.nat()), (places) => {
        expect(split(cut(Buffer.from(`${values.join(' ')} `), places))).toEqual(values);
      }),
    );
  });

  it('tells when it ends within a value', () => {
    const splitter = createJsonSplitter(100);
    expect([splitter.isInside(), splitter.push(Buffer.from('{"a":[1]')), splitter.isInside()]).toEqual([
      false,
      [],
      true,
    ]);
    expect([splitter.push(Buffer.from('}')), splitter.isInside()]).toEqual([['{"a":[1]}'], false]);
  });

  it('is given up when one value grows beyond the limit, or a bracket closes nothing', () => {
    const splitter = createJsonSplitter(10);
    splitter.push(Buffer.from('["12345'));
    expect(() => splitter.push(Buffer.from('6789'))).toThrow('more than 10 characters');
    expect(() => createJsonSplitter(10).push(Buffer.from('}'))).toThrow('closes nothing');
  });
});
