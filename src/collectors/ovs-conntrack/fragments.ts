import { integer, linesOf } from '../../core/text.ts';
import type { Printed } from '../../ovs/ask.ts';

export const families = ['v4', 'v6'] as const;
export type IpFamily = (typeof families)[number];

/** What became of fragments, in the words of the command. */
export const fragmentFates = ['accepted', 'completed', 'expired', 'too small', 'overlapped', 'purged'] as const;
export type FragmentFate = (typeof fragmentFates)[number];

/** The reassembly of fragmented packets for connection tracking. What this version does not print is not there. */
export type Fragments = {
  readonly held: number | undefined;
  readonly limit: number | undefined;
  readonly families: ReadonlyMap<IpFamily, FamilyFragments>;
};

export type FamilyFragments = {
  readonly enabled: boolean | undefined;
  /** The smallest size in bytes of a fragment that is not the last one. */
  readonly smallest: number | undefined;
  readonly fates: ReadonlyMap<FragmentFate, number>;
};

//         min v4 frag size: 1200
const FIELD = /^\s*(\S[^:]*?)\s*:\s*(\S+)\s*$/;

/** `dpctl/ipf-get-status` (ovs, lib/dpctl.c `dpctl_ct_ipf_get_status`). */
export function parseFragments({ text, command }: Printed): Fragments {
  const fields = new Map<string, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name !== undefined)
      fields.set(name, integer(value, { file: command, line: index + 1 }, `a number for ${name}`));
  }
  const familyOf = (family: IpFamily): FamilyFragments => {
    const enabled = fields.get(`${family} enabled`);
    const fates = fragmentFates.flatMap((fate) => {
      const count = fields.get(`${family} frags ${fate}`);
      return count === undefined ? [] : [[fate, count] as const];
    });
    return {
      enabled: enabled === undefined ? undefined : enabled !== 0,
      smallest: fields.get(`min ${family} frag size`),
      fates: new Map(fates),
    };
  };
  return {
    held: fields.get('num frag'),
    limit: fields.get('max num frags (v4/v6)'),
    families: new Map(families.map((family) => [family, familyOf(family)])),
  };
}
