import { describe, expect, it } from 'vitest';
import { byteSize, formatByteSize, parseByteSize } from './byte-size.ts';

describe('parseByteSize', () => {
  it.each([
    ['64MiB', 67_108_864],
    ['1GB', 1e9],
    ['1.5 KiB', 1_536],
    ['4096', 4_096],
    ['4096B', 4_096],
    ['0', 0],
  ])('reads %s as %d bytes', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(['', 'MiB', '64mb', '64M', '-1', '1e3', '64  MiB', '64MiB ', 'NaN'])('does not read %j', (text) => {
    expect(parseByteSize(text)).toBeUndefined();
  });
});

describe('a size setting', () => {
  it('takes text, or a number of bytes', () => {
    expect([byteSize().parse('1KiB'), byteSize().parse(1024)]).toEqual([1024, 1024]);
  });

  it('says what it expects', () => {
    const message = (value: unknown) => byteSize({ min: 1024 ** 2 }).safeParse(value).error?.issues[0]?.message;
    expect(message('lots')).toBe('expected a size such as 64MiB, 1GB or 4096 (bytes)');
    expect(message('1KiB')).toBe('expected a size between 1MiB and 1024TiB');
  });
});

it('writes sizes in the largest unit that fits', () => {
  expect([0, 512, 1_536, 67_108_864].map(formatByteSize)).toEqual(['0B', '512B', '1.5KiB', '64MiB']);
});
