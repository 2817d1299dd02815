import { ParseError } from '../../../core/errors.ts';
import { linesOf } from '../../../core/text.ts';

// firmware-version: 2.1.0
const VERSION = /^firmware-version:(.*)$/;

/**
 * The firmware's version in what `ethtool -i` prints (ethtool(8), dump_drvinfo() in ethtool.c); `undefined` when the driver
 * names none.
 * @throws ParseError
 */
export function parseFirmware(text: string, command: string): string | undefined {
  for (const line of linesOf(text)) {
    const version = VERSION.exec(line)?.[1]?.trim();
    if (version !== undefined) return version === '' || version === 'N/A' ? undefined : version;
  }
  throw new ParseError(command, 0, 'a line that begins with firmware-version:', text);
}
