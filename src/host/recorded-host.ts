import fs from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HostError, isAbsent, ParseError } from '../core/errors.ts';
import { type Bounded, createBounded } from './bounded.ts';
import type { FlowTable, Host, HostFacts, Json, Namespace, NeighbourAnswer } from './host.ts';
import { readText } from './read-file.ts';
import { parseCheckReport } from './recorded-checks.ts';
import { chosenTables } from './recorded-tables.ts';
import {
  answerFile,
  CHECKS,
  callFile,
  commandFile,
  dumpFile,
  ERROR,
  FACTS,
  flowTablesFile,
  LINK,
  LIST,
  NAMESPACES,
  neighbourFile,
  recordedFailure,
  tablesFile,
  telemetryFile,
} from './recording.ts';

export type RecordedHostOptions = { readonly netns?: string; readonly readDeadlineMs?: number };

const MAY_HANG = 3;

/** A host out of a folder, laid out as `recording.ts` says. It never changes by itself, so nothing is ever announced. */
export function recordedHost(root: string, options: RecordedHostOptions = {}): Host {
  return doorTo(root, options.netns ?? '', createBounded(options.readDeadlineMs ?? 1000, MAY_HANG));
}

function doorTo(root: string, netns: string, bounded: Bounded): Host {
  const read = (path: string, signal: AbortSignal) => readText(bounded, join(root, path), signal);
  const names = (path: string, signal: AbortSignal) =>
    bounded.run<string[]>(path, signal, (done) => fs.readdir(join(root, path), done));
  const orFailure = async <T>(path: string, signal: AbortSignal, answer: () => Promise<T>): Promise<T> => {
    try {
      return await answer();
    } catch (error) {
      throw await failureOf(path, error, () => read(path + ERROR, signal));
    }
  };
  const json = (file: string, signal: AbortSignal) =>
    orFailure(file, signal, async () => parseJson(join(root, `${file}.json`), await read(`${file}.json`, signal)));

  const namespaceNamed = async (name: string, signal: AbortSignal): Promise<Namespace> => {
    const text = await read(`${NAMESPACES}/${name}${ERROR}`, signal).catch(() => undefined);
    if (text === undefined) return { netns: name, host: doorTo(join(root, NAMESPACES, name), name, bounded) };
    const { kind, message } = recordedFailure(text);
    return { netns: name, error: new HostError(kind, name, message) };
  };

  return {
    netns,
    readText: (path, signal) => orFailure(path, signal, () => read(path, signal)),
    list: (path, signal) =>
      orFailure(path, signal, async () => {
        const list = await read(`${path}/${LIST}`, signal).catch(() => undefined);
        return (list === undefined ? plainNames(await names(path, signal)) : namesIn(list)).sort();
      }),
    readLink: (path, signal) => orFailure(path, signal, async () => (await read(path + LINK, signal)).trim()),
    run: (argv, signal) => {
      const file = commandFile(argv);
      return orFailure(file, signal, () => read(`${file}.txt`, signal));
    },
    namespaces: async (signal) => {
      const entries = plainNames(await names(NAMESPACES, signal).catch(() => [])).sort();
      return await Promise.all(entries.map((name) => namespaceNamed(name, signal)));
    },
    facts: (signal) => orFailure(FACTS, signal, async () => parseFacts(join(root, FACTS), await read(FACTS, signal))),
    watchLinks: () => undefined,
    watchKernelLog: () => undefined,
    call: (socket, method, params, signal) => json(callFile(socket, method, params), signal),
    tables: async (socket, request, signal) => {
      const file = tablesFile(socket, request.database);
      return chosenTables(`${join(root, file)}.json`, await json(file, signal), request);
    },
    watchTables: () => undefined,
    telemetry: (socket, command, signal) => json(telemetryFile(socket, command), signal),
    flowTables: async (socket, signal) => {
      const file = flowTablesFile(socket);
      return parseFlowTables(`${join(root, file)}.json`, await json(file, signal));
    },
    dump: (request, signal) => {
      const file = dumpFile(request);
      return orFailure(file, signal, () => read(`${file}.txt`, signal));
    },
    ask: (socket, command, signal) => {
      const file = answerFile(socket, command);
      return orFailure(file, signal, () => read(`${file}.txt`, signal));
    },
    probeNeighbour: async (probe, signal) => {
      const file = neighbourFile(probe);
      return parseNeighbourAnswer(`${join(root, file)}.json`, await json(file, signal));
    },
    checks: () => ({
      replan: () => undefined,
      report: async (signal) => parseCheckReport(`${join(root, CHECKS)}.json`, await json(CHECKS, signal)),
    }),
  };
}

async function failureOf(target: string, error: unknown, readError: () => Promise<string>): Promise<unknown> {
  if (!isAbsent(error)) return error;
  const text = await readError().catch(() => undefined);
  if (text === undefined) return new HostError('absent', target, 'not in the recording', { cause: error });
  const { kind, message } = recordedFailure(text);
  return new HostError(kind, target, message);
}

function parseJson(file: string, text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ParseError(file, 0, 'JSON', text, { cause: error });
  }
}

function namesIn(list: string): string[] {
  return list.split('\n').filter((name) => name !== '');
}

/** Entries that stand for something of the host: `eth0.link` is the recorded form of `eth0`. */
function plainNames(entries: readonly string[]): string[] {
  return [...new Set(entries.map((name) => [LINK, ERROR].reduce((short, end) => stripped(short, end), name)))];
}

function stripped(name: string, ending: string): string {
  return name.endsWith(ending) ? name.slice(0, -ending.length) : name;
}

const word = z.string().optional();
const number = z.number().optional();
const factsSchema: z.ZodType<HostFacts> = z.object({
  os: z.object({ name: word, version: word, kernel: word, architecture: word }),
  cpu: z.object({
    model: word,
    vendor: word,
    sockets: number,
    cores: number,
    threads: number,
    virtualization: z.boolean().optional(),
  }),
  system: z.object({ manufacturer: word, model: word, virtual: z.boolean().optional() }),
  memory: z.object({ total: number, free: number, available: number, swapTotal: number, swapFree: number }),
  load: z.object({ one: number, five: number, fifteen: number }),
  uptime: number,
});

const flowTablesSchema: z.ZodType<readonly FlowTable[]> = z.array(
  z.object({ table: z.number(), flows: number, lookups: number, matches: number }),
);

function parseFlowTables(file: string, recorded: Json): readonly FlowTable[] {
  const { data, error } = flowTablesSchema.safeParse(recorded);
  if (data !== undefined) return data;
  throw new ParseError(file, 0, 'flow tables', JSON.stringify(recorded), { cause: error });
}

const neighbourSchema: z.ZodType<NeighbourAnswer> = z.object({
  answered: z.boolean(),
  by: word,
  sent: z.number(),
  trouble: word,
});

function parseNeighbourAnswer(file: string, recorded: Json): NeighbourAnswer {
  const { data, error } = neighbourSchema.safeParse(recorded);
  if (data !== undefined) return data;
  throw new ParseError(file, 0, "a neighbour's answer", JSON.stringify(recorded), { cause: error });
}

function parseFacts(file: string, text: string): HostFacts {
  try {
    return factsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ParseError(file, 0, 'the facts of a host in JSON', text, { cause: error });
  }
}
