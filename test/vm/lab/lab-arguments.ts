import { join } from 'node:path';
import type { Kit } from './kit.ts';
import { INITRAMFS, MONITOR } from './lay-out.ts';
import { hasFunctions, kernelArguments, type Machine } from './machine.ts';

/**
 * By emulation only: a /dev/kvm may be there and not be able to run this kernel.
 *
 * With a thread for each CPU, what one of them writes to a device is lost now and then while another one moves memory
 * regions: QEMU aborts (`iotlb_to_section`), or an interrupt is never acknowledged and the guest stands still. Virtual
 * functions move them all the time, so that one thread runs all CPUs in turn there. Elsewhere that happens before a job
 * begins only, and is tried again; two threads get more done.
 */
const acceleration = ({ nics, steadyClock }: Machine) =>
  steadyClock === true || hasFunctions(nics) ? 'tcg,thread=single' : 'tcg,thread=multi';
/** An instruction takes 2 ns, whatever the time outside. */
const STEADY = ['-icount', 'shift=1,sleep=on'];

/** QEMU's arguments for what every guest has: its kernel, its console, what it sees of the machine, and the monitor. */
export function labArguments(kit: Kit, machine: Machine, folder: string): readonly string[] {
  const monitor = join(folder, MONITOR);
  // `quiet` leaves the console to the lab; a kernel that panics ends QEMU.
  // `no_timer_check`: the kernel would count ticks for a moment, find too few of them on a busy machine, and give up.
  const words = [
    ...['console=ttyS0', 'quiet', 'loglevel=3', 'panic=-1', 'no_timer_check'],
    ...kernelArguments(machine),
  ];
  return [
    ...['-accel', acceleration(machine)],
    ...(machine.steadyClock === true ? STEADY : []),
    ...['-nodefaults', '-display', 'none', '-no-reboot'],
    ...['-kernel', kit.kernel, '-initrd', join(folder, INITRAMFS), '-append', words.join(' ')],
    ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ...share('machine', '/', true),
    ...share('kit', kit.folder, true),
    ...share('lab', folder, false),
    // QEMU's monitor, and as its only client the guest itself, through a serial port: nothing stands between.
    ...['-chardev', `socket,id=monitor,path=${monitor},server=on,wait=off`, '-mon', 'chardev=monitor,mode=control'],
    ...['-device', 'virtio-serial-pci,bus=pcie.0', '-chardev', `socket,id=door,path=${monitor}`],
    ...['-device', 'virtserialport,chardev=door,name=monitor'],
  ];
}

function share(tag: string, path: string, readOnly: boolean): readonly string[] {
  const options = `path=${path},security_model=none,multidevs=remap${readOnly ? ',readonly=on' : ''}`;
  const device = ['-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag},bus=pcie.0`];
  return ['-fsdev', `local,id=${tag},${options}`, ...device];
}
