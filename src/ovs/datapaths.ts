import { ParseError } from '../core/errors.ts';
import { integer, linesOf, type Place } from '../core/text.ts';
import type { Printed } from './ask.ts';

/** A port of a datapath, with the settings that its device tells: `requested_rx_queues`, or `n_rxq` since 3.3. */
export type DatapathPort = {
  readonly name: string;
  readonly number: number;
  /** `dpdk`, `tap`; `system` for a device of the kernel, of which no settings are told. */
  readonly type: string;
  readonly settings: ReadonlyMap<string, string>;
};

export type Datapath = {
  /** As in the commands: `netdev@ovs-netdev` is the one in userspace, `system@ovs-system` that of the kernel. */
  readonly name: string;
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  readonly lost: number | undefined;
  readonly flows: number | undefined;
  /** Of the kernel's datapath: masks tried, and how many there are. */
  readonly maskHits: number | undefined;
  readonly masks: number | undefined;
  /** Of the kernel's datapath: hits in the cache of masks. */
  readonly cacheHits: number | undefined;
  /** Sizes of caches by name: `masks-cache`. */
  readonly caches: ReadonlyMap<string, number>;
  readonly ports: readonly DatapathPort[];
};

type Draft = { -readonly [Name in keyof Datapath]: Datapath[Name] } & {
  caches: Map<string, number>;
  ports: DatapathPort[];
};

// netdev@ovs-netdev:
const NAME = /^([^\s@]+@\S+):$/;
//   lookups: hit:5024 missed:22 lost:1
//   masks: hit:2210 total:4 hit/pkt:1.94
const FIGURES = /^\s+(lookups|masks|cache): (.*)$/;
//   flows: 4
const FLOWS = /^\s+flows: (\S+)$/;
//     masks-cache: size:256
const CACHE = /^\s+(\S+): size:(\S+)$/;
//   port 3: n0 (dpdk: configured_rx_queues=1, configured_rxq_descriptors=2048)
const PORT = /^\s+port (\S+): (\S+)(?: \(([^:)\s,]+)(?:: (.*?))?\))?(?:,.*)?$/;
const IS_PORT = /^\s+port /;
// , could not retrieve stats (Protocol error)  port 8: p8 (tap)
const WITHOUT_LINE_END = /^, (?:could not retrieve stats|open failed) \([^)]*\)/;

/** The datapaths and their ports, as `dpctl/show` prints them (ovs, lib/dpctl.c `show_dpif`), with `-s` or without. */
export function parseDatapaths({ text, command }: Printed): readonly Datapath[] {
  const datapaths: Draft[] = [];
  for (const [index, printed] of linesOf(text).entries()) {
    const line = printed.replace(WITHOUT_LINE_END, '');
    const place = { file: command, line: index + 1 };
    const name = NAME.exec(line)?.[1];
    const last = datapaths.at(-1);
    if (name !== undefined) datapaths.push(emptyDraft(name));
    else if (last !== undefined) readLine(last, line, place);
  }
  return datapaths;
}

function readLine(draft: Draft, line: string, place: Place): void {
  if (IS_PORT.test(line)) {
    draft.ports.push(portOf(line, place));
    return;
  }
  const flows = FLOWS.exec(line)?.[1];
  if (flows !== undefined) draft.flows = integer(flows, place, 'the number of flows');
  const [, what, figures] = FIGURES.exec(line) ?? [];
  if (what !== undefined && figures !== undefined) readFigures(draft, what, figures, place);
  const [, cache, size] = CACHE.exec(line) ?? [];
  if (cache !== undefined) draft.caches.set(cache, integer(size, place, `the size of ${cache}`));
}

function readFigures(draft: Draft, what: string, text: string, place: Place): void {
  const figures = new Map(text.split(/\s+/).map((figure) => pairOf(figure, ':')));
  const figure = (name: string) => integer(figures.get(name), place, `${what}: ${name} and a number`);
  if (what === 'lookups') {
    draft.hits = figure('hit');
    draft.misses = figure('missed');
    draft.lost = figure('lost');
  } else if (what === 'masks') {
    draft.maskHits = figure('hit');
    draft.masks = figure('total');
  } else draft.cacheHits = figure('hit');
}

function portOf(line: string, place: Place): DatapathPort {
  const [, number, name, type = 'system', settings] = PORT.exec(line) ?? [];
  if (name === undefined) throw new ParseError(place.file, place.line, 'a port: its number, name and type', line);
  const pairs = settings?.includes('=') ? settings.split(', ').map((pair) => pairOf(pair, '=')) : [];
  return { name, type, number: integer(number, place, 'the number of a port'), settings: new Map(pairs) };
}

function pairOf(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function emptyDraft(name: string): Draft {
  const unknown = { hits: undefined, misses: undefined, lost: undefined, flows: undefined };
  const masks = { maskHits: undefined, masks: undefined, cacheHits: undefined };
  return { name, ...unknown, ...masks, caches: new Map(), ports: [] };
}
