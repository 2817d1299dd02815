import { z } from 'zod';
import { ParseError } from '../../../core/errors.ts';
import { type Count, countNames, type Instance, vrrpStates } from '../instance.ts';
import { virtualAddresses } from './virtual-address.ts';

const whole = z.int().min(0);

/** What of the JSON is needed; versions have more, and more of them (vrrp_json.c). */
const dumpSchema = z.array(
  z.object({
    data: z.object({
      iname: z.string(),
      ifp_ifname: z.string(),
      vrid: whole,
      state: whole,
      base_priority: whole,
      effective_priority: whole,
      last_transition: z.number(),
      adver_int: z.number(),
      vips: z.array(z.string()).optional(),
      evips: z.array(z.string()).optional(),
      track_script: z.array(z.string()).optional(),
    }),
    stats: z.record(z.string(), z.unknown()).optional(),
  }),
);

export type JsonDump = {
  readonly instances: readonly Instance[];
  /** Whether some instance tracks scripts, whose status the JSON does not tell. */
  readonly hasScripts: boolean;
};

/** Whether the text is JSON to its end. */
export function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What keepalived writes on SIGJSON, `[{"data": {"iname": "VI_1", …}, "stats": {"advert_rcvd": 0, …}}]`. */
export function parseJsonDump(file: string, text: string): JsonDump {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ParseError(file, 0, 'JSON', text, { cause: error });
  }
  const { data, error } = dumpSchema.safeParse(json);
  if (data === undefined) throw new ParseError(file, 0, `VRRP instances: ${z.prettifyError(error)}`);
  return {
    instances: data.map((one) => instanceOf(file, one)),
    hasScripts: data.some(({ data: { track_script: scripts } }) => scripts !== undefined),
  };
}

function instanceOf(file: string, { data, stats = {} }: z.output<typeof dumpSchema>[number]): Instance {
  const state = vrrpStates[data.state];
  if (state === undefined) throw new ParseError(file, 0, 'a VRRP state from 0 to 3', String(data.state));
  const counts = new Map<Count, number>();
  for (const name of countNames) {
    const value = stats[name];
    if (typeof value === 'number') counts.set(name, value);
    else if (value !== undefined) throw new ParseError(file, 0, `a number as ${name}`, String(value));
  }
  return {
    name: data.iname,
    state,
    interface: data.ifp_ifname,
    routerId: data.vrid,
    basePriority: data.base_priority,
    effectivePriority: data.effective_priority,
    advertInterval: data.adver_int,
    lastTransition: data.last_transition,
    addresses: virtualAddresses([...(data.vips ?? []), ...(data.evips ?? [])]),
    counts,
  };
}
