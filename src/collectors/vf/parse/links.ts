import { z } from 'zod';
import { ParseError } from '../../../core/errors.ts';
import { parseJsonList } from '../../../core/json-text.ts';
import type { LinkState, PfLink, VfCounters, VfInfo, VfSettings } from '../model.ts';

export type PfLinks = {
  /** By the name of the network device. */
  readonly links: ReadonlyMap<string, PfLink>;
  /** Virtual functions that could not be understood. */
  readonly problems: readonly { readonly name: string; readonly error: ParseError }[];
  /** How many network devices were described in all. */
  readonly size: number;
};

/**
 * The physical functions in what `ip -j -s -d link show` prints (iproute2 ip/ipaddress.c, print_vfinfo() and
 * print_vf_stats64()): those of `names` that list virtual functions. One that can't be understood hides no other.
 * @param command what was run, for errors
 * @throws ParseError when the text as a whole is no list of devices
 */
export function parsePfLinks(text: string, command: string, names: ReadonlySet<string>): PfLinks {
  const links = new Map<string, PfLink>();
  const problems: { name: string; error: ParseError }[] = [];
  const list = parseJsonList(text, command);
  for (const entry of list) {
    const name = nameSchema.safeParse(entry).data?.ifname;
    if (name === undefined || !names.has(name)) continue;
    const { data, error } = linkSchema.safeParse(entry);
    if (data === undefined) {
      problems.push({ name, error: new ParseError(command, 0, `${name} with flags: ${why(error)}`) });
      continue;
    }
    // Representors of virtual functions stand on the same PCI device and list none.
    if (data.vfinfo_list === undefined) continue;
    const vfs = new Map<number, VfInfo>();
    for (const info of data.vfinfo_list) {
      const one = vfSchema.safeParse(info);
      if (one.success) vfs.set(one.data.vf, infoOf(one.data));
      else problems.push({ name, error: new ParseError(command, 0, `a VF of ${name}: ${why(one.error)}`) });
    }
    links.set(name, { name, link: linkOf(data.flags), vfs });
  }
  return { links, problems, size: list.length };
}

function why(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? error.message : `"${issue.path.join('.')}" ${issue.message}`;
}

const count = z.number().nonnegative();
const small = count.optional();
const flag = z.boolean().optional();
const word = z.string().optional();

const nameSchema = z.object({ ifname: z.string() });
const linkSchema = z.object({ flags: z.array(z.string()), vfinfo_list: z.array(z.unknown()).optional() });

const vlanSchema = z.object({ vlan: small, qos: small, protocol: word });

/** Keys that are missing are settings that the driver does not have. Before iproute2 5.1 the address is `mac`. */
const vfSchema = z.object({
  vf: count,
  address: word,
  mac: word,
  vlan_list: z.array(vlanSchema).optional(),
  vlan: small,
  qos: small,
  tx_rate: small,
  rate: z.object({ max_tx: small, min_tx: small }).optional(),
  spoofchk: flag,
  link_state: word,
  trust: flag,
  query_rss_en: flag,
  stats: z
    .object({
      rx: z.object({ bytes: small, packets: small, multicast: small, broadcast: small, dropped: small }),
      // Transmit keys repeat the direction where receive keys do not.
      tx: z.object({ tx_bytes: small, tx_packets: small, bytes: small, packets: small, dropped: small }),
    })
    .optional(),
});

type RawVf = z.output<typeof vfSchema>;

function infoOf(raw: RawVf): VfInfo {
  return { number: raw.vf, settings: settingsOf(raw), counters: countersOf(raw) };
}

/** `"vlan_list":[{"vlan":100,"qos":3}]`, where 0 and 802.1Q are left out; old versions print `"vlan":100` without a list. */
function settingsOf(raw: RawVf): VfSettings {
  const [listed] = raw.vlan_list ?? [];
  const vlan = listed?.vlan ?? raw.vlan ?? 0;
  return {
    mac: raw.address ?? raw.mac,
    vlan,
    qos: listed?.qos ?? raw.qos ?? 0,
    vlanProtocol: listed?.protocol ?? '802.1Q',
    spoofCheck: raw.spoofchk,
    trust: raw.trust,
    linkState: raw.link_state,
    maxTxRate: raw.rate?.max_tx ?? raw.tx_rate,
    minTxRate: raw.rate?.min_tx,
    rssQuery: raw.query_rss_en,
  };
}

function countersOf({ stats }: RawVf): VfCounters {
  if (stats === undefined) return {};
  const { rx, tx } = stats;
  return known({
    receive_bytes: rx.bytes,
    receive_packets: rx.packets,
    receive_dropped: rx.dropped,
    receive_multicast: rx.multicast,
    receive_broadcast: rx.broadcast,
    transmit_bytes: tx.tx_bytes ?? tx.bytes,
    transmit_packets: tx.tx_packets ?? tx.packets,
    transmit_dropped: tx.dropped,
  });
}

/** What is not told stays out. */
function known(counters: Readonly<Record<string, number | undefined>>): VfCounters {
  return Object.fromEntries(Object.entries(counters).filter(([, value]) => value !== undefined));
}

function linkOf(flags: readonly string[]): LinkState {
  if (!flags.includes('UP')) return 'admin-down';
  return flags.includes('LOWER_UP') ? 'up' : 'no-carrier';
}
