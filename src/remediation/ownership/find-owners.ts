import type { Host } from '../../host/host.ts';
import { findIfupdown } from './bond/ifupdown.ts';
import { findNetplan } from './bond/netplan.ts';
import { findNetworkManager } from './bond/network-manager.ts';
import { findNetworkd } from './bond/networkd.ts';
import type { Owner } from './owner.ts';
import { findKubeProxy } from './sysctl/kube-proxy.ts';
import { pathsOf } from './sysctl/names.ts';
import { findSysctlFiles } from './sysctl/read-sysctl-d.ts';
import { findTuned } from './sysctl/tuned.ts';

// sysctl net.netfilter.nf_conntrack_max
const SYSCTL = /^sysctl ([\w./-]+)$/;
// bond bond0 active_slave; bond blue:bond0 active_slave
const BOND = /^bond (?:[^\s:]+(:))?([^\s:]+) (?:active_slave|primary)$/;

/**
 * Who else sets a setting, by the name that a step gives it: by files on the host, and by programs that run. Those who
 * come last where several do are last. What can't be read is told as an owner that may set it. None are known of settings
 * of another kind, and of bonds in network namespaces, which no such program looks after.
 * @param host the door of the agent's own namespace
 */
export async function findOwners(host: Host, settingName: string, signal: AbortSignal): Promise<readonly Owner[]> {
  const [, sysctl] = SYSCTL.exec(settingName) ?? [];
  if (sysctl !== undefined) {
    const wanted = pathsOf(sysctl);
    return (
      await Promise.all([findSysctlFiles, findTuned, findKubeProxy].map((find) => find(host, wanted, signal)))
    ).flat();
  }
  const [, elsewhere, bond] = BOND.exec(settingName) ?? [];
  if (bond === undefined || elsewhere !== undefined) return [];
  const finders = [findNetplan, findNetworkManager, findNetworkd, findIfupdown];
  return (await Promise.all(finders.map((find) => find(host, bond, signal)))).flat();
}
