import { defineMetrics, type Family, pointSet } from '../../core/metric.ts';
import type { HostFacts } from '../../host/host.ts';
import { amount, knownSize } from './known.ts';

const SOURCE = 'systeminformation';

export const hostMetrics = defineMetrics({
  info: {
    name: 'netsteward_host_info',
    type: 'gauge',
    help: 'Always 1; the labels tell what runs on this host and what it runs on. A label is empty where the host does not say.',
    labels: ['os', 'version', 'kernel', 'architecture', 'manufacturer', 'model', 'virtual'],
    source: `${SOURCE} osInfo, system`,
  },
  cpuInfo: {
    name: 'netsteward_host_cpu_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the kind of CPU and whether it can run virtual machines.',
    labels: ['vendor', 'model', 'virtualization'],
    source: `${SOURCE} cpu`,
  },
  sockets: {
    name: 'netsteward_host_cpu_sockets',
    type: 'gauge',
    help: 'CPU sockets in use.',
    labels: [],
    source: `${SOURCE} cpu.processors`,
  },
  cores: {
    name: 'netsteward_host_cpu_cores',
    type: 'gauge',
    help: 'CPU cores of all sockets.',
    labels: [],
    source: `${SOURCE} cpu.physicalCores`,
  },
  threads: {
    name: 'netsteward_host_cpu_threads',
    type: 'gauge',
    help: 'CPUs that the kernel schedules on: the threads of all cores.',
    labels: [],
    source: `${SOURCE} cpu.cores`,
  },
  memory: {
    name: 'netsteward_host_memory_bytes',
    type: 'gauge',
    help: 'Memory that the kernel manages.',
    labels: [],
    source: '/proc/meminfo MemTotal',
  },
  memoryFree: {
    name: 'netsteward_host_memory_free_bytes',
    type: 'gauge',
    help: 'Memory that is used for nothing. Caches take most of it on a healthy host; see what is available.',
    labels: [],
    source: '/proc/meminfo MemFree',
  },
  memoryAvailable: {
    name: 'netsteward_host_memory_available_bytes',
    type: 'gauge',
    help: 'Memory that programs can have without swapping, by an estimate of the kernel.',
    labels: [],
    source: '/proc/meminfo MemAvailable',
  },
  swap: {
    name: 'netsteward_host_swap_bytes',
    type: 'gauge',
    help: 'Swap space; 0 on a host without.',
    labels: [],
    source: '/proc/meminfo SwapTotal',
  },
  swapFree: {
    name: 'netsteward_host_swap_free_bytes',
    type: 'gauge',
    help: 'Swap space that is not used.',
    labels: [],
    source: '/proc/meminfo SwapFree',
  },
  load1: loadMetric('load1', 'last minute'),
  load5: loadMetric('load5', 'last 5 minutes'),
  load15: loadMetric('load15', 'last 15 minutes'),
  uptime: {
    name: 'netsteward_host_uptime_seconds',
    type: 'gauge',
    help: 'Time since the kernel was booted.',
    labels: [],
    source: '/proc/uptime',
  },
});

function loadMetric<const Name extends string>(name: Name, period: string) {
  return {
    name: `netsteward_host_${name}`,
    type: 'gauge',
    help: `Tasks that ran or waited to run, or waited for a device, on average over the ${period}.`,
    labels: [],
    source: '/proc/loadavg',
  } as const;
}

/** The points of the host's facts. What the host does not say is left out. */
export function familiesOfFacts(facts: HostFacts): readonly Family[] {
  const { os, cpu, system, memory, load } = facts;
  const points = pointSet();
  const about = [os.name, os.version, os.kernel, os.architecture, system.manufacturer, system.model, system.virtual];
  points.add(hostMetrics.info, about.map(label), 1);
  points.add(hostMetrics.cpuInfo, [cpu.vendor, cpu.model, cpu.virtualization].map(label), 1);
  points.add(hostMetrics.sockets, [], knownSize(cpu.sockets));
  points.add(hostMetrics.cores, [], knownSize(cpu.cores));
  points.add(hostMetrics.threads, [], knownSize(cpu.threads));
  points.add(hostMetrics.memory, [], knownSize(memory.total));
  if (knownSize(memory.total) !== undefined) {
    points.add(hostMetrics.memoryFree, [], amount(memory.free));
    points.add(hostMetrics.memoryAvailable, [], amount(memory.available));
    points.add(hostMetrics.swap, [], amount(memory.swapTotal));
    points.add(hostMetrics.swapFree, [], amount(memory.swapFree));
  }
  points.add(hostMetrics.load1, [], amount(load.one));
  points.add(hostMetrics.load5, [], amount(load.five));
  points.add(hostMetrics.load15, [], amount(load.fifteen));
  points.add(hostMetrics.uptime, [], knownSize(facts.uptime));
  return points.families();
}

/** To Prometheus an empty label is none. */
function label(fact: string | boolean | undefined): string {
  return fact === undefined ? '' : String(fact);
}
