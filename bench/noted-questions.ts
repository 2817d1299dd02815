import { join } from 'node:path';
import type { Argv, Host } from '../src/host/host.ts';

const ASK_TELEMETRY = join(import.meta.dirname, 'ask-telemetry.py');

/** A host that notes what its daemons are asked, and the commands that print the answers. */
export type NotedQuestions = {
  readonly host: Host;
  /** One for each question to a socket of ovs-vswitchd, however often it was asked, and one for all of the database. */
  readonly switchCommands: (database: string) => readonly Argv[];
  /** One for all questions to a socket. */
  readonly telemetryCommands: () => readonly Argv[];
};

export function noteQuestions(real: Host): NotedQuestions {
  const calls = new Map<string, Argv>();
  const tables = new Set<string>();
  const telemetry = new Map<string, Set<string>>();
  const host: Host = {
    ...real,
    call: async (socket, method, params, signal) => {
      const answer = await real.call(socket, method, params, signal);
      const argv: Argv = ['ovs-appctl', '--timeout=10', '-t', socket, method, ...params.map(String)];
      calls.set(argv.join(' '), argv);
      return answer;
    },
    flowTables: async (socket, signal) => {
      const answer = await real.flowTables(socket, signal);
      calls.set(socket, ['ovs-ofctl', '--timeout=10', '-OOpenFlow13', 'dump-tables', `unix:${socket}`]);
      return answer;
    },
    tables: (socket, request, signal) => {
      for (const table of Object.keys(request.tables)) tables.add(table);
      return real.tables(socket, request, signal);
    },
    telemetry: (socket, command, signal) => {
      const commands = telemetry.get(socket) ?? new Set();
      telemetry.set(socket, commands.add(command));
      return real.telemetry(socket, command, signal);
    },
  };
  return {
    host,
    switchCommands: (database) => {
      const lists = [...tables].flatMap((table) => ['--', 'list', table]);
      return [...calls.values(), ['ovs-vsctl', `--db=unix:${database}`, '--timeout=10', '--format=json', ...lists]];
    },
    telemetryCommands: () =>
      [...telemetry].map(([socket, commands]) => ['python3', '-E', ASK_TELEMETRY, socket, ...commands]),
  };
}
