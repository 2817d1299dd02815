import { execFileSync } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const DEVICES = '/sys/bus/pci/devices';

/** Lets devices be given to guests, though this machine can't keep their interrupts apart. */
export function allowDevices(): void {
  execFileSync('modprobe', ['vfio_iommu_type1', 'allow_unsafe_interrupts=1']);
  execFileSync('modprobe', ['vfio-pci']);
}

/** Makes virtual functions, and gives their addresses once they are ready to be given to guests. */
export function functionsFor(pf: string, count: number): readonly string[] {
  const device = `/sys/class/net/${pf}/device`;
  writeFileSync(`${device}/sriov_drivers_autoprobe`, '0');
  writeFileSync(`${device}/sriov_numvfs`, String(count));
  return Array.from({ length: count }, (_, index) => {
    const address = path.basename(readlinkSync(`${device}/virtfn${index}`));
    writeFileSync(`${DEVICES}/${address}/driver_override`, 'vfio-pci');
    writeFileSync('/sys/bus/pci/drivers_probe', address);
    return address;
  });
}
