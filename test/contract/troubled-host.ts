import { HostError } from '../../src/core/errors.ts';
import type { Argv, Host, Json, Namespace } from '../../src/host/host.ts';

/** What is done to an answer; nothing leaves it as it is. */
export type Trouble =
  | { readonly instead: string }
  | { readonly error: HostError }
  | { readonly never: true }
  | undefined;

/** A host some of whose answers are spoilt. `question` is the path or the command, with the namespace before it. */
export function troubledHost(host: Host, trouble: (question: string) => Trouble): Host {
  const spoilt = async (question: string, signal: AbortSignal, answer: () => Promise<string>): Promise<string> => {
    const text = await spoiltJson(question, signal, answer);
    return typeof text === 'string' ? text : JSON.stringify(text);
  };
  const spoiltJson = async (question: string, signal: AbortSignal, answer: () => Promise<Json>): Promise<Json> => {
    const what = trouble(question);
    if (what === undefined) return await answer();
    if ('instead' in what) return what.instead;
    if ('error' in what) throw what.error;
    return await untilAborted(question, signal);
  };
  const named = (text: string) => (host.netns === '' ? text : `${host.netns}:${text}`);
  return {
    ...host,
    readText: (path, signal) => spoilt(named(path), signal, () => host.readText(path, signal)),
    run: (argv: Argv, signal) => spoilt(named(argv.join(' ')), signal, () => host.run(argv, signal)),
    call: async (socket, method, params, signal) =>
      await spoiltJson(named([socket, method, ...params].join(' ')), signal, () =>
        host.call(socket, method, params, signal),
      ),
    telemetry: async (socket, command, signal) =>
      await spoiltJson(named(`${socket} ${command}`), signal, () => host.telemetry(socket, command, signal)),
    tables: async (socket, request, signal) => {
      await spoilt(named(`${socket} ${request.database}`), signal, async () => '');
      return await host.tables(socket, request, signal);
    },
    flowTables: async (socket, signal) => {
      await spoilt(named(socket), signal, async () => '');
      return await host.flowTables(socket, signal);
    },
    ask: (socket, command, signal) =>
      spoilt(named(`${socket} ${command}`), signal, () => host.ask(socket, command, signal)),
    dump: (request, signal) =>
      spoilt(named(`${request.process.pid} ${request.file}`), signal, () => host.dump(request, signal)),
    probeNeighbour: async (probe, signal) => {
      await spoilt(named(`${probe.address} at ${probe.device}`), signal, async () => '');
      return await host.probeNeighbour(probe, signal);
    },
    checks: (plan, listener, signal) => {
      const checks = host.checks(plan, listener, signal);
      const report = async (signal: AbortSignal) => {
        await spoilt(named('checks'), signal, async () => '');
        return await checks.report(signal);
      };
      return { ...checks, report };
    },
    facts: async (signal) => {
      await spoilt('facts', signal, async () => '');
      return await host.facts(signal);
    },
    namespaces: async (signal) =>
      (await host.namespaces(signal)).map(
        (one): Namespace => ('host' in one ? { netns: one.netns, host: troubledHost(one.host, trouble) } : one),
      ),
  };
}

/** What the real host does with a read that hangs: it waits until the caller gives up. */
async function untilAborted(question: string, signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new HostError('ended', question, 'no longer wanted'));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  return await promise;
}
