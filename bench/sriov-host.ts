import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the host consists of: half of the virtual functions are network devices of the host, half are in guests. */
export const sriov = { pfs: 4, vfs: 64, inEachGuest: 4 } as const;

const recorded = join(import.meta.dirname, '../src/collectors/vf/fixtures/hosts/set-up');
export const links = 'commands/ip_-j_-s_-d_link_show.txt';

type Link = Record<string, unknown> & { readonly ifname: string; readonly vfinfo_list?: readonly object[] };

/**
 * Writes a recorded host with SR-IOV, made by copying functions that were recorded from a real kernel, each with traffic.
 * Returns its folder.
 */
export function writeSriovHost(): string {
  const root = mkdtempSync(join(tmpdir(), 'netsteward-bench-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const templates: readonly Link[] = JSON.parse(readFileSync(join(recorded, links), 'utf8'));
  const all: Link[] = [];
  const given: string[] = [];
  const bound = new Map<string, string[]>([
    ['igb', []],
    ['igbvf', []],
    ['vfio-pci', []],
  ]);
  const device = (address: string, driver: string, name: string | undefined) => {
    const uevent = `DRIVER=${driver}\nPCI_CLASS=20000\nPCI_ID=8086:10C9\nPCI_SLOT_NAME=${address}\n`;
    write(`sys/bus/pci/devices/${address}/uevent`, uevent);
    write(`sys/bus/pci/devices/${address}/numa_node`, '0\n');
    write(`sys/bus/pci/devices/${address}/driver.link`, `../../../../bus/pci/drivers/${driver}\n`);
    if (name !== undefined) write(`sys/class/net/${name}.link`, `../../devices/pci0000:00/${address}/net/${name}\n`);
    bound.get(driver)?.push(address);
  };
  for (let pf = 0; pf < sriov.pfs; pf += 1) {
    const own = `0000:0${pf}:00.0`;
    const at = `sys/bus/pci/devices/${own}`;
    device(own, 'igb', `pf${pf}`);
    for (const file of ['sriov_totalvfs', 'sriov_numvfs']) write(`${at}/${file}`, `${sriov.vfs}\n`);
    for (let vf = 0; vf < sriov.vfs; vf += 1) {
      const address = `0000:0${pf}:${(16 + (vf >> 3)).toString(16)}.${vf & 7}`;
      const name = vf % 2 === 0 ? `pf${pf}v${vf}` : undefined;
      device(address, name === undefined ? 'vfio-pci' : 'igbvf', name);
      write(`sys/bus/pci/devices/${address}/physfn.link`, `../${own}\n`);
      write(`${at}/virtfn${vf}.link`, `../${address}\n`);
      if (name === undefined) given.push(address);
      else all.push({ ...found(templates, 'pf0v0'), ifname: name });
    }
    all.push(pfLink(found(templates, 'pf0'), `pf${pf}`));
  }
  for (const [driver, addresses] of bound) write(`sys/bus/pci/drivers/${driver}/.list`, addresses.join('\n'));
  write(links, JSON.stringify(all));
  writeGuests(write, given);
  return root;
}

function found(templates: readonly Link[], name: string): Link {
  const link = templates.find(({ ifname }) => ifname === name);
  if (link === undefined) throw new Error(`${name} is not in the recording`);
  return link;
}

function pfLink(template: Link, ifname: string): Link {
  const [vf] = template.vfinfo_list ?? [];
  const stats = {
    rx: { bytes: 933001945820, packets: 14578155350, multicast: 7, broadcast: 13, dropped: 144076 },
    tx: { tx_bytes: 874634580760, tx_packets: 14577242919, dropped: 0 },
  };
  const list = Array.from({ length: sriov.vfs }, (_, number) => ({ ...vf, vf: number, stats }));
  return { ...template, ifname, vfinfo_list: list };
}

function writeGuests(write: (path: string, text: string) => void, given: readonly string[]): void {
  for (let guest = 0; guest * sriov.inEachGuest < given.length; guest += 1) {
    const held = given.slice(guest * sriov.inEachGuest, (guest + 1) * sriov.inEachGuest);
    const devices = held.flatMap((address) => ['-device', `vfio-pci,host=${address}`]);
    const argv = ['qemu-system-x86_64', '-name', `guest=web${guest}`, ...devices];
    const numbers = Array.from({ length: 49 }, (_, index) => index).join(' ');
    write(`proc/${1000 + guest}/stat`, `${1000 + guest} (qemu-system-x86) S ${numbers}\n`);
    write(`proc/${1000 + guest}/cmdline`, `${argv.join('\0')}\0`);
  }
}
