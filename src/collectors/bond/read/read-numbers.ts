import { attributeNumber } from '../parse/attributes.ts';
import type { BondReport } from '../parse/report.ts';
import type { AttributeReader } from './attribute-reader.ts';

/**
 * The number of each slave's device (`/sys/class/net/<slave>/ifindex`), by which a slave is known again that got another
 * name. A name that was there before needs no reading.
 */
export async function readNumbers(
  { slaves }: BondReport,
  before: ReadonlyMap<string, number | undefined> | undefined,
  { read }: AttributeReader,
): Promise<ReadonlyMap<string, number | undefined>> {
  if (before !== undefined && before.size === slaves.length && slaves.every(({ name }) => before.has(name)))
    return before;
  const numbers = await Promise.all(
    slaves.map(async ({ name }): Promise<[string, number | undefined]> => {
      const isNew = before?.has(name) !== true;
      return [name, isNew ? await read(`/sys/class/net/${name}/ifindex`, attributeNumber) : before.get(name)];
    }),
  );
  return new Map(numbers);
}
