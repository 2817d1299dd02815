import os from 'node:os';
import type { HostFacts } from './host.ts';

type Fixed = Pick<HostFacts, 'os' | 'cpu' | 'system'>;

/** Reads facts through systeminformation; what cannot change while the host is up is asked for once. */
export function createFacts(): () => Promise<HostFacts> {
  let fixed: Promise<Fixed> | undefined;
  return async () => {
    fixed ??= fixedFacts();
    const { default: si } = await import('systeminformation');
    const memory = await si.mem();
    const [one = 0, five = 0, fifteen = 0] = os.loadavg();
    return {
      ...(await fixed),
      memory: {
        total: memory.total,
        free: memory.free,
        available: memory.available,
        swapTotal: memory.swaptotal,
        swapFree: memory.swapfree,
      },
      load: { one, five, fifteen },
      uptime: os.uptime(),
    };
  };
}

async function fixedFacts(): Promise<Fixed> {
  const { default: si } = await import('systeminformation');
  const [system, cpu, machine] = await Promise.all([si.osInfo(), si.cpu(), si.system()]);
  return {
    os: { name: system.distro, version: system.release, kernel: system.kernel, architecture: system.arch },
    cpu: {
      model: cpu.brand,
      vendor: cpu.manufacturer,
      sockets: cpu.processors,
      cores: cpu.physicalCores,
      threads: cpu.cores,
      virtualization: cpu.virtualization,
    },
    system: { manufacturer: machine.manufacturer, model: machine.model, virtual: machine.virtual },
  };
}
