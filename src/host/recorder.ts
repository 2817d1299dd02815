import fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HostError, isAbsent } from '../core/errors.ts';
import type { CheckReport } from './checks.ts';
import type { Host, Json, Namespace } from './host.ts';
import { checkReportText } from './recorded-checks.ts';
import { mergedTables } from './recorded-tables.ts';
import {
  answerFile,
  CHECKS,
  callFile,
  commandFile,
  dumpFile,
  ERROR,
  errorText,
  FACTS,
  flowTablesFile,
  LINK,
  LIST,
  NAMESPACES,
  neighbourFile,
  tablesFile,
  telemetryFile,
} from './recording.ts';

/** A door that passes every answer on and keeps a copy of it. */
export type Recorder = {
  readonly host: Host;
  /** Settles when all that was answered so far stands in the folder; rejects when something could not be written. */
  readonly written: () => Promise<Recorded>;
};

/** Answers of daemons count as commands. */
export type Recorded = { readonly files: number; readonly commands: number; readonly failures: number };

/** Wraps a host so that the same questions can be asked of the folder `root` later (see `recording.ts`). */
export function recorder(host: Host, root: string): Recorder {
  // One after the other: the same file may be asked for twice at once.
  let writes: Promise<void> = Promise.resolve();
  const counts = { files: 0, commands: 0, failures: 0 };
  const write = (path: string, text: string, counter: keyof Recorded) => {
    counts[counter] += 1;
    writes = writes.then(() => writeFile(join(root, path), text));
    // Told by `written`; until then nobody may be waiting.
    writes.catch(() => undefined);
  };
  return {
    host: recording(host, write, ''),
    written: async () => {
      await writes;
      return { ...counts };
    },
  };
}

type Write = (path: string, text: string, counter: keyof Recorded) => void;

function recording(host: Host, write: Write, base: string): Host {
  const kept = async <T>(path: string, answer: Promise<T>, keep: (value: T) => void): Promise<T> => {
    try {
      const value = await answer;
      keep(value);
      return value;
    } catch (error) {
      // What is not there needs no file: the recording will say so by itself.
      if (!isAbsent(error)) write(base + path + ERROR, errorTextOf(error), 'failures');
      throw error;
    }
  };
  const keptJson = (file: string, answer: Promise<Json>) =>
    kept(`/${file}`, answer, (value) => write(`${base}/${file}.json`, jsonText(value), 'commands'));
  const tables = new Map<string, Json>();
  return {
    ...host,
    readText: (path, signal) => kept(path, host.readText(path, signal), (text) => write(base + path, text, 'files')),
    list: (path, signal) =>
      kept(path, host.list(path, signal), (names) =>
        write(`${base}${path}/${LIST}`, names.map((name) => `${name}\n`).join(''), 'files'),
      ),
    readLink: (path, signal) =>
      kept(path, host.readLink(path, signal), (target) => write(base + path + LINK, `${target}\n`, 'files')),
    run: (argv, signal) => {
      const file = `/${commandFile(argv)}`;
      return kept(file, host.run(argv, signal), (text) => write(`${base}${file}.txt`, text, 'commands'));
    },
    facts: (signal) =>
      kept(`/${FACTS}`, host.facts(signal), (facts) =>
        write(`${base}/${FACTS}`, `${JSON.stringify(facts, null, 2)}\n`, 'files'),
      ),
    call: (socket, method, params, signal) =>
      keptJson(callFile(socket, method, params), host.call(socket, method, params, signal)),
    telemetry: (socket, command, signal) =>
      keptJson(telemetryFile(socket, command), host.telemetry(socket, command, signal)),
    flowTables: (socket, signal) => {
      const file = `/${flowTablesFile(socket)}`;
      return kept(file, host.flowTables(socket, signal), (tables) =>
        write(`${base}${file}.json`, `${JSON.stringify(tables, null, 2)}\n`, 'commands'),
      );
    },
    dump: (request, signal) => {
      const file = `/${dumpFile(request)}`;
      return kept(file, host.dump(request, signal), (text) => write(`${base}${file}.txt`, text, 'commands'));
    },
    ask: (socket, command, signal) => {
      const file = `/${answerFile(socket, command)}`;
      return kept(file, host.ask(socket, command, signal), (text) => write(`${base}${file}.txt`, text, 'commands'));
    },
    checks: (plan, listener, signal) => {
      const checks = host.checks(plan, listener, signal);
      const keep = (report: CheckReport) => write(`${base}/${CHECKS}.json`, checkReportText(report), 'files');
      return { ...checks, report: (signal) => kept(`/${CHECKS}`, checks.report(signal), keep) };
    },
    probeNeighbour: (probe, signal) => {
      const file = `/${neighbourFile(probe)}`;
      return kept(file, host.probeNeighbour(probe, signal), (answer) =>
        write(`${base}${file}.json`, `${JSON.stringify(answer, null, 2)}\n`, 'commands'),
      );
    },
    tables: (socket, request, signal) => {
      const file = `/${tablesFile(socket, request.database)}`;
      return kept(file, host.tables(socket, request, signal), (answer) => {
        const all = mergedTables(tables.get(file) ?? {}, answer);
        tables.set(file, all);
        write(`${base}${file}.json`, jsonText(all), 'commands');
      });
    },
    namespaces: async (signal) =>
      (await host.namespaces(signal)).map((namespace): Namespace => {
        if ('error' in namespace) {
          const { netns, error } = namespace;
          write(`${base}/${NAMESPACES}/${netns}${ERROR}`, errorTextOf(error), 'failures');
          return namespace;
        }
        const inside = recording(namespace.host, write, `${base}/${NAMESPACES}/${namespace.netns}`);
        return { netns: namespace.netns, host: inside };
      }),
  };
}

function errorTextOf(error: unknown): string {
  return error instanceof HostError ? errorText(error.kind, error.message) : errorText('refused', String(error));
}

function jsonText(value: Json): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function writeFile(path: string, text: string): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true });
  await fs.writeFile(path, text);
}
