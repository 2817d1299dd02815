import { HostError } from '../core/errors.ts';
import type { Argv, Host, Namespace } from './host.ts';
import type { Found } from './namespace-list.ts';
import type { Neighbours } from './neighbours/neighbours.ts';

/**
 * A door into another network namespace. Its procfs and sysfs are reached through a process that lives in there:
 * `/proc/<pid>/net` is always that of the process (proc(5)), and `ip -n` has mounted the namespace's own sysfs.
 * Sysctls answer only a reader inside the namespace, so these are read by a program sent there (nsenter(1)).
 * @param own the door of the agent's namespace
 * @param pid the process inside
 */
export function namespaceDoor(own: Host, neighbours: Neighbours, found: Found, pid: number): Host {
  const enter = (argv: Argv): Argv => ['nsenter', `--net=${found.path}`, '--', ...argv];
  const inside = (path: string): string => {
    if (path.startsWith('/proc/net/')) return `/proc/${pid}/net/${path.slice('/proc/net/'.length)}`;
    if (path.startsWith('/sys/')) return `/proc/${pid}/root${path}`;
    return path;
  };
  return {
    ...own,
    netns: found.netns,
    readText: (path, signal) =>
      path.startsWith('/proc/sys/') ? own.run(enter(['cat', path]), signal) : own.readText(inside(path), signal),
    list: (path, signal) =>
      path.startsWith('/proc/sys/')
        ? own.run(enter(['ls', path]), signal).then((text) => text.split('\n').filter((name) => name !== ''))
        : own.list(inside(path), signal),
    readLink: (path, signal) => own.readLink(inside(path), signal),
    run: (argv, signal) => own.run(enter(argv), signal).catch((error: unknown) => Promise.reject(absentProgram(error))),
    namespaces: async (): Promise<readonly Namespace[]> => [],
    probeNeighbour: (probe, signal) => neighbours.ask(found.path, probe, signal),
    watchLinks: (listener, signal) => {
      own.watchLinks((notice) => {
        if (notice.netns === found.netns) listener(notice);
      }, signal);
    },
  };
}

// exit code 127, nsenter: failed to execute tc: No such file or directory
const NO_PROGRAM = /exit code 127\b.*failed to execute/;

/** nsenter itself is there; what it was to start is not. */
function absentProgram(error: unknown): unknown {
  if (!(error instanceof HostError) || !NO_PROGRAM.test(error.message)) return error;
  return new HostError('absent', error.target, 'no such program', { cause: error });
}
