import os from 'node:os';
import type { HostFacts } from './host.ts';

type Slow = Pick<HostFacts, 'os' | 'cpu' | 'system'>;

/** Asking for what rarely changes starts several programs: an upgrade or a CPU switched off is seen within this time. */
const SLOW_MS = 10 * 60_000;

/** Reads facts through systeminformation. */
export function createFacts(): () => Promise<HostFacts> {
  let slow: { readonly at: number; readonly facts: Promise<Slow> } | undefined;
  return async () => {
    const { default: si } = await import('systeminformation');
    if (slow === undefined || performance.now() - slow.at > SLOW_MS)
      slow = { at: performance.now(), facts: slowFacts() };
    const memory = await si.mem();
    const [one, five, fifteen] = os.loadavg();
    return {
      ...(await slow.facts),
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

async function slowFacts(): Promise<Slow> {
  const { default: si } = await import('systeminformation');
  const [system, cpu, machine] = await Promise.all([si.osInfo(), si.cpu(), si.system()]);
  return {
    os: {
      name: word(system.distro),
      version: word(system.release),
      kernel: word(system.kernel),
      architecture: word(system.arch),
    },
    cpu: {
      model: word(cpu.brand),
      vendor: word(cpu.manufacturer),
      sockets: count(cpu.processors),
      cores: count(cpu.physicalCores),
      threads: count(cpu.cores),
      virtualization: cpu.virtualization,
    },
    system: { manufacturer: word(machine.manufacturer), model: word(machine.model), virtual: machine.virtual },
  };
}

/** The package says an empty text where it does not know. */
function word(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** The package says 0 where it does not know. */
function count(value: number): number | undefined {
  return value > 0 ? value : undefined;
}
