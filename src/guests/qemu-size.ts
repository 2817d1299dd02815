import { ParseError } from '../core/errors.ts';

const UNITS = ['', 'k', 'm', 'g', 't', 'p', 'e'];
// 1024, 4G, 1048576k, 512MiB
const SIZE = /^(\d+(?:\.\d+)?)([bkmgtpe]?)(?:i?b)?$/i;

/**
 * A size as QEMU's options have it, in bytes: powers of 1024 by their letter (QEMU, util/cutils.c `qemu_strtosz`).
 * @param unit what a plain number counts: `''` bytes, `m` MiB
 * @throws ParseError
 */
export function parseSize(text: string, file: string, unit: '' | 'm' = ''): number {
  const [, amount, letter = ''] = SIZE.exec(text) ?? [];
  const power = UNITS.indexOf(letter.toLowerCase() === 'b' ? '' : letter.toLowerCase() || unit);
  if (amount === undefined) throw new ParseError(file, 0, 'a size such as 512M', text);
  return Math.round(Number(amount) * 1024 ** power);
}
