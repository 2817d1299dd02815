import { z } from 'zod';
import { readJson } from '../../core/json-text.ts';

const values = z.array(z.looseObject({ value: z.string().optional() })).default([]);
const neighbours = z.object({
  lldp: z.array(
    z.object({
      interface: z
        .array(z.object({ name: z.string(), chassis: z.array(z.object({ id: values, name: values })).default([]) }))
        .default([]),
    }),
  ),
});

/**
 * Which chassis each device hears, by its name and its id, in what `lldpcli -f json0 show neighbors` prints
 * (lldpcli(8); json0 is the form that does not change with the number of neighbours). A device that hears several, or
 * text that is something else, tells nothing.
 */
export function lldpNeighbours(text: string): ReadonlyMap<string, string> {
  const heard = readJson(neighbours, text)?.lldp.flatMap((one) => one.interface) ?? [];
  const byDevice = Map.groupBy(heard, ({ name }) => name);
  return new Map(
    [...byDevice].flatMap(([device, entries]): [string, string][] => {
      const all = new Set(entries.flatMap(({ chassis }) => chassis.map(described)));
      const [only] = all;
      return all.size === 1 && only !== undefined && only !== '' ? [[device, only]] : [];
    }),
  );
}

type Chassis = { readonly [Part in 'id' | 'name']: readonly { readonly value?: string | undefined }[] };

/** `leaf1 (02:00:00:00:00:01)`: names may be the same on two switches, ids may not. */
function described({ id, name }: Chassis): string {
  const [own, given] = [id[0]?.value ?? '', name[0]?.value ?? ''];
  return given === '' || own === '' ? given || own : `${given} (${own})`;
}
