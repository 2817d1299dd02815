import type { Host } from '../../host/host.ts';
import { type Gateway, gatewaysIn, gatewaysIn6 } from '../parse/routes.ts';
import { namesIn, textIn } from './files.ts';
import type { PathTarget } from './paths.ts';

/** A device that stands on a bond, or the bond itself. */
export type Over = { readonly device: string; readonly vlan: number | undefined; readonly address: string | null };

const UPPER = 'upper_';
const DEEPEST = 3;
/** More prove nothing that these do not. */
const MOST_TARGETS = 4;

/**
 * The bond and what stands on it: bridges, and VLANs of both (`/sys/class/net/<device>/upper_<other>`, and
 * `VID: 7` in `/proc/net/vlan/<device>`). A VLAN in a VLAN is left out.
 */
export async function devicesOver(door: Host, bond: string, signal: AbortSignal): Promise<readonly Over[]> {
  const found = new Map<string, Over>();
  const climb = async (device: string, vlan: number | undefined, depth: number): Promise<void> => {
    if (found.has(device)) return;
    found.set(device, { device, vlan, address: await textIn(door, `/sys/class/net/${device}/address`, signal) });
    if (depth === DEEPEST) return;
    for (const name of await namesIn(door, `/sys/class/net/${device}`, signal)) {
      if (!name.startsWith(UPPER)) continue;
      const upper = name.slice(UPPER.length);
      const own = vlanIn(await textIn(door, `/proc/net/vlan/${upper}`, signal));
      if (own !== undefined && vlan !== undefined) continue;
      await climb(upper, own ?? vlan, depth + 1);
    }
  };
  await climb(bond, undefined, 0);
  return [...found.values()];
}

// bond0.7  VID: 7	 REORDER_HDR: 1  dev->priv_flags: 1001
function vlanIn(text: string | null): number | undefined {
  const id = /\bVID: (\d+)/.exec(text ?? '')?.[1];
  return id === undefined ? undefined : Number(id);
}

/** The gateways of the routes that lead over these devices, those of default routes first. */
export async function gatewaysOver(
  door: Host,
  over: readonly Pick<Over, 'device' | 'vlan'>[],
  signal: AbortSignal,
): Promise<readonly PathTarget[]> {
  const [four, six] = await Promise.all(
    ['/proc/net/route', '/proc/net/ipv6_route'].map((path) => textIn(door, path, signal)),
  );
  const gateways = [...gatewaysIn(four ?? ''), ...gatewaysIn6(six ?? '')];
  const leads = gateways.flatMap((gateway) => {
    const device = over.find((one) => one.device === gateway.device);
    return device === undefined ? [] : [{ ...gateway, vlan: device.vlan }];
  });
  const ordered = [...leads].sort((one, other) => Number(other.isDefault) - Number(one.isDefault));
  return onlyOnce(ordered).slice(0, MOST_TARGETS);
}

function onlyOnce(gateways: readonly (Gateway & Pick<PathTarget, 'vlan'>)[]): readonly PathTarget[] {
  const byName = new Map(gateways.map(({ address, vlan }) => [`${address} ${vlan}`, { address, vlan }]));
  return [...byName.values()];
}
