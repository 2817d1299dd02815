/** The hardware of a guest. */
export type Machine = {
  readonly nodes: readonly NumaNode[];
  readonly nics: readonly Nic[];
  /**
   * The guest's clock counts instructions: it is never late for its own deadlines, however busy this machine is, and seems
   * three times as fast to itself. All its CPUs share one of this machine's then, and it takes twice as long.
   */
  readonly steadyClock?: true;
  /** Process 1 is systemd, with the machine's own services, none of which is started by itself. */
  readonly systemd?: true;
  /** More words for the kernel's command line. */
  readonly kernelArguments?: readonly string[];
};

export type NumaNode = {
  /** Like `0-1`; each CPU is in one node. */
  readonly cpus: string;
  /** 0 makes a node without memory. */
  readonly megabytes: number;
  /** Pages of 2 MiB, reserved from the beginning. */
  readonly hugepages: number;
};

export type Nic = {
  /** What it is called in the guest, and to QEMU's monitor. */
  readonly name: string;
  /** `igb` has virtual functions, 7 at most. */
  readonly model: 'e1000e' | 'igb' | 'virtio-net-pci';
  /** Sits behind a bridge of this node; without one its `numa_node` is -1. */
  readonly node?: number;
  /** The cable: all that name the same one hear each other. */
  readonly wire: string;
};

const drivers = { e1000e: ['e1000e'], igb: ['igb', 'igbvf'], 'virtio-net-pci': ['virtio_net'] } as const;

/** The kernel modules that drive the machine's NICs. */
export function driversOf({ nics }: Machine): readonly string[] {
  return [...new Set(nics.flatMap(({ model }) => drivers[model]))];
}

/** The address by which a NIC is known before it has its name. */
export const addressOf = (index: number) => `52:54:00:00:00:${index.toString(16).padStart(2, '0')}`;

/** QEMU's arguments for the machine. */
export function machineArguments({ nodes, nics }: Machine): readonly string[] {
  const cpus = nodes.reduce((sum, node) => sum + countOf(node.cpus), 0);
  const megabytes = nodes.reduce((sum, node) => sum + node.megabytes, 0);
  const wires = [...new Set(nics.map(({ wire }) => wire))];
  return [
    ...['-machine', 'q35', '-cpu', 'max,pku=off', '-smp', String(cpus), '-m', String(megabytes)],
    // Wanted to hand a virtual function to a guest in the guest. It has to come before what is behind it.
    ...(hasFunctions(nics) ? ['-device', 'intel-iommu'] : []),
    ...nodes.flatMap(numaArguments),
    ...[...new Set(nics.flatMap(({ node }) => (node === undefined ? [] : [node])))].flatMap(bridgeArguments),
    ...nics.flatMap((nic, index) => nicArguments(nic, index, wires.indexOf(nic.wire))),
  ];
}

function numaArguments({ cpus, megabytes }: NumaNode, id: number): readonly string[] {
  const ranges = cpus.split(',').map((range) => `cpus=${range}`);
  const node = ['node', `nodeid=${id}`, ...ranges].join(',');
  if (megabytes === 0) return ['-numa', node];
  return ['-object', `memory-backend-ram,id=memory${id},size=${megabytes}M`, '-numa', `${node},memdev=memory${id}`];
}

/** Buses below this one are the machine's own; each node's bridge begins a range of its own above. */
const FIRST_BUS = 32;

function bridgeArguments(node: number): readonly string[] {
  return ['-device', `pxb-pcie,id=node${node},bus_nr=${FIRST_BUS * (node + 1)},bus=pcie.0,numa_node=${node}`];
}

function nicArguments({ name, model, node }: Nic, index: number, wire: number): readonly string[] {
  const netdev = ['-netdev', `hubport,id=wire-${name},hubid=${wire}`];
  const bus = node === undefined ? 'pcie.0' : `port-${name}`;
  const port = node === undefined ? [] : ['-device', `pcie-root-port,id=${bus},bus=node${node},chassis=${index + 1}`];
  const options = `id=${name},netdev=wire-${name},mac=${addressOf(index)},bus=${bus},romfile=`;
  return [...netdev, ...port, '-device', `${model},${options}`];
}

/** Whether there is a NIC that makes virtual functions. */
export const hasFunctions = (nics: readonly Nic[]) => nics.some(({ model }) => model === 'igb');

/** How many CPUs `0-1,4` are. */
function countOf(cpus: string): number {
  return cpus.split(',').reduce((sum, range) => {
    const [first, last = first] = range.split('-').map(Number);
    return sum + (last ?? 0) - (first ?? 0) + 1;
  }, 0);
}

/** The words for the kernel's command line. */
export function kernelArguments({ nodes, nics, kernelArguments: more = [] }: Machine): readonly string[] {
  const pages = nodes.flatMap(({ hugepages }, id) => (hugepages > 0 ? [`${id}:${hugepages}`] : []));
  const reserved = pages.length > 0 ? ['hugepagesz=2M', `hugepages=${pages.join(',')}`] : [];
  return [...(hasFunctions(nics) ? ['intel_iommu=on', 'iommu=pt'] : []), ...reserved, ...more];
}
