// `node copy-host.ts DIR` copies what the kernel says of nodes, CPUs, PCI devices, NICs and guests into a recording of this host;
// `node copy-host.ts DIR namespace` does so for the network namespace it runs in. Files have their path, a link is a file `X.link` with its target.

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const DEVICE = [
  ...['class', 'vendor', 'device', 'subsystem_vendor', 'subsystem_device', 'revision', 'numa_node', 'local_cpulist'],
  ...['sriov_*', 'physfn', 'virtfn*', 'driver', 'enable', 'uevent', 'iommu_group', 'current_link_*', 'max_link_*'],
].join(',');
const HOST = [
  '/proc/{cmdline,cpuinfo,meminfo,vmstat,zoneinfo,interrupts}',
  '/sys/devices/system/node/*',
  '/sys/devices/system/node/node*/{cpulist,cpumap,distance,meminfo,numastat,vmstat}',
  '/sys/devices/system/node/node*/hugepages/*/*',
  '/sys/kernel/mm/hugepages/*/*',
  '/sys/devices/system/cpu/{online,offline,possible,present,isolated,nohz_full,kernel_max}',
  '/sys/devices/system/cpu/cpu*/topology/{core_id,physical_package_id,thread_siblings_list}',
  '/sys/bus/pci/devices/*',
  `/sys/bus/pci/devices/*/{${DEVICE}}`,
  '/sys/bus/pci/devices/*/net/*',
  '/sys/bus/pci/drivers/{igb,igbvf,vfio-pci}/*',
];
const PROCESS = ['{cmdline,comm,status,stat,cgroup,numa_maps}', 'task/*/{comm,status,stat}', 'fd/*', 'exe'];
const NETWORK = [
  '/sys/class/net/*',
  '/sys/class/net/*/{device,address,operstate,carrier,flags,ifindex,mtu,phys_port_id,phys_switch_id,speed,type}',
  `/sys/class/net/*/device/{${DEVICE}}`,
];
const COMMANDS = [
  ['ip', '-j', '-d', '-s', '-s', 'link', 'show'],
  ['ip', '-j', '-s', '-d', 'link', 'show'],
  ['ip', '-s', '-d', 'link', 'show'],
];

const [, , root = 'recording', what = 'host'] = process.argv;

/** The paths that a pattern of `*` and `{a,b}` stands for. Unlike a shell's or Node's own it goes through links. */
function expand(pattern: string): readonly string[] {
  const [, ...segments] = pattern.split('/');
  return segments.reduce<readonly string[]>(
    (folders, segment) => {
      if (!/[*{]/.test(segment))
        return folders.map((folder) => `${folder}/${segment}`).filter((path) => existsSync(path));
      const words = segment.replaceAll('*', '.*').replaceAll(',', '|').replace('{', '(').replace('}', ')');
      const matching = new RegExp(`^${words}$`);
      return folders.flatMap((folder) =>
        namesIn(folder)
          .filter((name) => matching.test(name))
          .map((name) => `${folder}/${name}`),
      );
    },
    [''],
  );
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder).isDirectory() ? readdirSync(folder) : [];
}

function keep(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function copy(path: string): void {
  const found = lstatSync(path);
  try {
    if (found.isSymbolicLink()) keep(`${path}.link`, readlinkSync(path));
    else if (found.isFile() && (found.mode & 0o444) !== 0) keep(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // A device that is down has no speed, for example: EINVAL.
    console.log(`${path}: ${error.code}`);
  }
}

/** What is known of processes that are guests. */
const guests = () =>
  expand('/proc/*/comm')
    .filter((path) => /^\/proc\/\d+\/comm$/.test(path) && readFileSync(path, 'utf8').startsWith('qemu-system'))
    .flatMap((path) => PROCESS.map((pattern) => path.replace('comm', pattern)));

for (const pattern of what === 'host' ? [...HOST, ...guests(), ...NETWORK] : NETWORK) expand(pattern).forEach(copy);
for (const [program = '', ...args] of COMMANDS) {
  const name = [program, ...args].join('_');
  try {
    rmSync(join(root, `commands/${name}.error`), { force: true });
    keep(`commands/${name}.txt`, execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch (error) {
    console.log(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
