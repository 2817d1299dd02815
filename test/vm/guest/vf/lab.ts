import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const ip = (...args: readonly string[]) => execFileSync('ip', args, { encoding: 'utf8' });
export const read = (file: string) => readFileSync(file, 'utf8').trim();

/** The PCI address of a network device. */
export const addressOf = (nic: string) => path.basename(realpathSync(`/sys/class/net/${nic}/device`));

/** The PCI address of a virtual function, by that of its physical one. */
export const virtualAddress = (pf: string, vf: number) =>
  path.basename(realpathSync(`/sys/bus/pci/devices/${pf}/virtfn${vf}`));

/** The network device of a PCI device; `undefined` where it has none in this namespace. */
export function netdevOf(address: string): string | undefined {
  try {
    return readdirSync(`/sys/bus/pci/devices/${address}/net`)[0];
  } catch {
    return undefined;
  }
}

export function setNumvfs(pf: string, count: number): void {
  writeFileSync(`/sys/bus/pci/devices/${pf}/sriov_numvfs`, `${count}`);
}

/** Takes a device from its driver and gives it to another one. */
export function handTo(driver: string, address: string): void {
  const device = `/sys/bus/pci/devices/${address}`;
  writeFileSync(`${device}/driver_override`, driver);
  writeFileSync(`${device}/driver/unbind`, address);
  writeFileSync('/sys/bus/pci/drivers_probe', address);
}
