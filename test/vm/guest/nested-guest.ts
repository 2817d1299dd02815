import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LAB_IN_GUEST, QEMU } from '../lab/lay-out.ts';

export type NestedGuest = {
  readonly name: string;
  /** Where its memory is: eight hugepages. */
  readonly node: number;
  /** The PCI devices that it gets, as folders of sysfs. */
  readonly functions?: readonly string[];
  readonly cpus?: number;
};

/**
 * Starts a guest in the guest: a QEMU as on any host, with its memory bound to a node and virtual functions handed through.
 * Its CPUs never run. It leaves with the lab.
 * @returns its process id
 */
export function startGuest({ name, node, functions = [], cpus = 2 }: NestedGuest): number {
  functions.forEach(handToVfio);
  const pidFile = `/run/${name}.pid`;
  const memory = 'memory-backend-file,id=ram,size=16M,mem-path=/dev/hugepages,share=on,prealloc=on';
  execFileSync(join(LAB_IN_GUEST, QEMU), [
    ...['-S', '-nodefaults', '-display', 'none', '-accel', 'tcg', '-machine', 'q35,memory-backend=ram'],
    ...['-name', `guest=${name},debug-threads=on`, '-smp', String(cpus), '-m', '16'],
    ...['-object', `${memory},host-nodes=${node},policy=bind`],
    ...functions.flatMap((folder) => ['-device', `vfio-pci,host=${basename(realpathSync(folder))}`]),
    ...['-daemonize', '-pidfile', pidFile],
  ]);
  return Number(readFileSync(pidFile, 'utf8'));
}

/** Takes a device from its driver and gives it to programs, as hosts do before a guest gets it. */
function handToVfio(folder: string): void {
  execFileSync('modprobe', ['vfio-pci']);
  const address = basename(realpathSync(folder));
  writeFileSync(join(folder, 'driver_override'), 'vfio-pci');
  writeFileSync(join(folder, 'driver/unbind'), address);
  writeFileSync('/sys/bus/pci/drivers_probe', address);
}
