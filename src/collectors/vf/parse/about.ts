import { z } from 'zod';
import { ParseError } from '../../../core/errors.ts';
import { linesOf } from '../../../core/text.ts';

// firmware-version: 2.1.0
const LINE = /^([\w-]+):(.*)$/;

/**
 * Driver and firmware version in what `ethtool -i` prints (ethtool(8), dump_drvinfo() in ethtool.c); `undefined` where
 * the driver says none.
 * @throws ParseError
 */
export function parseDriverInfo(
  text: string,
  command: string,
): { readonly driverVersion: string | undefined; readonly firmware: string | undefined } {
  const values = new Map(
    linesOf(text).map((line): [string, string] => {
      const [, name = '', value = ''] = LINE.exec(line) ?? [];
      return [name, value.trim()];
    }),
  );
  if (!values.has('driver')) throw new ParseError(command, 0, 'a line that begins with driver:', text);
  const said = (name: string) => {
    const value = values.get(name);
    return value === '' || value === 'N/A' ? undefined : value;
  };
  return { driverVersion: said('version'), firmware: said('firmware-version') };
}

const eswitchSchema = z.object({ dev: z.record(z.string(), z.object({ mode: z.string().optional() })) });

/**
 * The mode in what `devlink -j dev eswitch show` prints (devlink-dev(8)):
 * `{"dev":{"pci/0000:03:00.0":{"mode":"switchdev","inline-mode":"none","encap-mode":"basic"}}}`
 * @throws ParseError
 */
export function parseEswitchMode(text: string, command: string, device: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ParseError(command, 0, 'JSON', text, { cause: error });
  }
  const { data, error } = eswitchSchema.safeParse(value);
  if (data === undefined) throw new ParseError(command, 0, 'an object of devices', text, { cause: error });
  return data.dev[device]?.mode;
}
