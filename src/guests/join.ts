import type { QemuProcess } from './find-processes.ts';
import type { Guest } from './guest.ts';
import type { Domain } from './libvirt-domain.ts';

/** Names that libvirt gives to devices: `hostdev0`, and `ua-…` those that were chosen for it. */
const LIBVIRTS = /^(?:hostdev\d|ua-)/;

/** Puts processes and domains together that are the same guest, and gives each a name of its own. */
export function guestsOf(processes: readonly QemuProcess[], domains: readonly Domain[]): readonly Guest[] {
  const byPid = new Map(domains.map((domain) => [domain.pid, domain]));
  const byUuid = new Map(domains.flatMap((domain) => (domain.uuid === undefined ? [] : [[domain.uuid, domain]])));
  const joined = new Set<Domain>();
  const running = processes.map((process) => {
    const { uuid } = process.commandLine;
    const domain = byPid.get(process.pid) ?? (uuid === undefined ? undefined : byUuid.get(uuid));
    if (domain !== undefined) joined.add(domain);
    return guestOf(process, domain);
  });
  const others = domains.filter((domain) => !joined.has(domain)).map((domain) => guestOf(undefined, domain));
  return withOwnNames([...running, ...others].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** What libvirt says is what is now, what the command line says was so when the process began. */
function guestOf(process: QemuProcess | undefined, domain: Domain | undefined): Guest {
  const started = process?.commandLine;
  const given = (started?.pciDevices ?? []).filter(({ id }) => domain === undefined || !LIBVIRTS.test(id ?? ''));
  const ports = [...(domain?.vhostUserPorts ?? []), ...(started?.vhostUserPorts ?? [])];
  const hasBackends = (started?.memoryBackends.length ?? 0) > 0;
  return {
    name: domain?.name ?? started?.name ?? `process ${process?.pid}`,
    uuid: domain?.uuid ?? started?.uuid,
    process: process && { pid: process.pid, startTime: process.startTime },
    isDomain: domain !== undefined,
    vcpus: domain?.vcpus ?? started?.vcpus,
    memory: domain?.memory ?? started?.memory,
    memoryBackends: (hasBackends ? started?.memoryBackends : domain?.memoryBackends) ?? [],
    cells: (started?.cells.length ? started.cells : domain?.cells) ?? [],
    pciDevices: [...new Set([...(domain?.pciDevices ?? []), ...given.map(({ address }) => address)])],
    vhostUserPorts: [...new Map(ports.map((port) => [port.socket, port])).values()],
    problems: started?.problems ?? [],
  };
}

/** Nothing keeps two processes from having the same name. */
function withOwnNames(guests: readonly Guest[]): readonly Guest[] {
  const counts = Map.groupBy(guests, ({ name }) => name);
  return guests.map((guest) => {
    const isAlone = counts.get(guest.name)?.length === 1;
    return isAlone ? guest : { ...guest, name: `${guest.name} (process ${guest.process?.pid ?? 'none'})` };
  });
}
