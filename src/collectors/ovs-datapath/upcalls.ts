import { ParseError } from '../../core/errors.ts';
import { integer, linesOf, type Place } from '../../core/text.ts';
import type { Printed } from '../../ovs/ask.ts';

/** How the flows of a datapath are made and kept. What this version does not print is not there. */
export type Upcalls = {
  /** As in the commands: `netdev@ovs-netdev`. */
  readonly datapath: string;
  readonly flows: { readonly current: number; readonly average: number; readonly most: number; readonly limit: number };
  readonly offloadedFlows: number | undefined;
  /** How long the last walk through all flows took. */
  readonly dumpSeconds: number | undefined;
  /** Flows that each revalidator thread looks after, by the thread's number. */
  readonly revalidators: ReadonlyMap<string, number>;
};

// netdev@ovs-netdev:
const NAME = /^([^\s@]+@\S+):$/;
//   flows         : (current 4) (avg 3) (max 11) (limit 11000)
const FLOWS = /^\s+flows\s*: \(current (\S+)\) \(avg (\S+)\) \(max (\S+)\) \(limit (\S+)\)/;
//   offloaded flows : 12
const OFFLOADED = /^\s+offloaded flows\s*: (\S+)/;
//   dump duration : 1ms
const DUMP = /^\s+dump duration\s*: (\S+)ms$/;
//   7: (keys 4)
const REVALIDATOR = /^\s+(\d+): \(keys (\S+)\)/;

type Draft = Omit<Upcalls, 'flows'> & { flows?: Upcalls['flows'] };

/** `upcall/show` (ovs-vswitchd(8); ovs, ofproto/ofproto-dpif-upcall.c `upcall_unixctl_show`). */
export function parseUpcalls({ text, command }: Printed): readonly Upcalls[] {
  const lines = linesOf(text);
  const starts = lines.flatMap((line, index) => (NAME.test(line) ? [index] : []));
  return starts.map((start, nth) => upcallsOf(lines.slice(start, starts[nth + 1]), { file: command, line: start + 1 }));
}

function upcallsOf([head = '', ...lines]: readonly string[], { file, line: start }: Place): Upcalls {
  const revalidators = new Map<string, number>();
  let draft: Draft = {
    datapath: head.slice(0, -1),
    offloadedFlows: undefined,
    dumpSeconds: undefined,
    revalidators,
  };
  for (const [index, line] of lines.entries()) {
    const place = { file, line: start + 1 + index };
    const flows = FLOWS.exec(line);
    if (flows !== null) draft = { ...draft, flows: flowsOf(flows, place) };
    const offloaded = OFFLOADED.exec(line)?.[1];
    if (offloaded !== undefined) {
      draft = { ...draft, offloadedFlows: integer(offloaded, place, 'the number of offloaded flows') };
    }
    const duration = DUMP.exec(line)?.[1];
    if (duration !== undefined) draft = { ...draft, dumpSeconds: integer(duration, place, 'a duration in ms') / 1000 };
    const [, thread, keys] = REVALIDATOR.exec(line) ?? [];
    if (thread !== undefined) revalidators.set(thread, integer(keys, place, 'the number of keys'));
  }
  if (draft.flows === undefined) throw new ParseError(file, start, 'the flows of a datapath behind its name', head);
  return { ...draft, flows: draft.flows };
}

function flowsOf([, current, average, most, limit]: RegExpExecArray, place: Place): Upcalls['flows'] {
  return {
    current: integer(current, place, 'the current number of flows'),
    average: integer(average, place, 'the average number of flows'),
    most: integer(most, place, 'the largest number of flows'),
    limit: integer(limit, place, 'the limit of flows'),
  };
}
