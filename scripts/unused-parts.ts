import type { Plugin } from 'rolldown';

/**
 * Parts of packages that the agent never uses but that load with the package, and what they take of memory with them
 * (worker threads, TLS, clusters): they are left out of the bundle. Whoever begins to use one takes it off this list.
 */
const unused: readonly RegExp[] = [
  /\/prom-client\/lib\/(cluster|worker|pushgateway|defaultMetrics)\.js$/,
  /\/thread-stream\/index\.js$/,
  /\/systeminformation\/lib\/(?!(index|util|osinfo|cpu|system|memory)\.js$)\w+\.js$/,
];

/** What pino asks of `worker_threads`: whether it runs in the main thread. */
const mainThread = '\0main-thread';

export function leaveOutUnusedParts(): Plugin {
  return {
    name: 'leave-out-unused-parts',
    resolveId: (source, importer) =>
      source === 'worker_threads' && importer?.includes('/pino/lib/') ? mainThread : undefined,
    load: (id) => {
      if (id === mainThread) return 'module.exports = { isMainThread: true };';
      return unused.some((part) => part.test(id)) ? 'module.exports = {};' : undefined;
    },
  };
}
