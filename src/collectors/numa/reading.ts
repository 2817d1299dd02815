import type { PciDevice } from '../../pci/device.ts';
import type { NodeMemory } from './parse/meminfo.ts';

/** All that was read; what could not be read is `undefined`. */
export type Reading = {
  readonly nodes: readonly NodeReading[];
  readonly cpus: CpuReading;
  readonly devices: readonly PciDevice[] | undefined;
};

export type NodeReading = {
  readonly node: number;
  /** CPUs that are switched on. */
  readonly cpus: readonly number[];
  readonly memory: NodeMemory | undefined;
  /** Pages by what became of the wish to have them here. */
  readonly allocations: ReadonlyMap<string, number> | undefined;
  readonly distances: ReadonlyMap<number, number> | undefined;
  /** One for each size of page; `undefined` when it is not known which sizes there are. */
  readonly hugepages: readonly Hugepages[] | undefined;
};

export type Hugepages = {
  /** Bytes of one page. */
  readonly size: number;
  readonly total: number | undefined;
  readonly free: number | undefined;
  /** Beyond the pool, by overcommitment; part of the total. */
  readonly surplus: number | undefined;
};

/** CPUs by how the kernel treats them; `undefined` where it does not say. */
export type CpuReading = {
  /** Kept free of other work (isolcpus). */
  readonly isolated: readonly number[] | undefined;
  /** Without a timer tick while they run one task (nohz_full). */
  readonly tickless: readonly number[] | undefined;
  /** Switched off. */
  readonly offline: readonly number[] | undefined;
};
