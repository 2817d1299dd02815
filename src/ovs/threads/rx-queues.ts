import { ParseError } from '../../core/errors.ts';
import { decimal, integer, type Place } from '../../core/text.ts';
import { type Line, type ThreadBlock, type ThreadName, threadBlocks } from './thread-blocks.ts';

/** A receive queue that a PMD polls. */
export type RxQueue = {
  readonly port: string;
  readonly queue: number;
  /** A virtual machine may have switched a queue of its off. Unknown before 2.12. */
  readonly enabled: boolean | undefined;
  /** Share of the PMD's cycles that the queue took lately, 0 to 1; unknown in the first seconds and before 2.8. */
  readonly usage: number | undefined;
};

export type PolledQueues = {
  readonly thread: ThreadName;
  /** Whether queues were pinned to it, so that no others are given to it. */
  readonly isolated: boolean;
  readonly queues: readonly RxQueue[];
  /** Share of the PMD's cycles that was work, but for none of its queues. */
  readonly overhead: number | undefined;
};

//   isolated : false
const ISOLATED = /^\s+isolated\s*:\s*(\S+)/;
//   port: p2                queue-id:  0 (enabled)   pmd usage: NOT AVAIL
//   port: dpdk0             queue-id:  0  pmd usage: 40 %
// 	port: dpdk0	queue-id: 0 1
const QUEUES = /^\s+port:\s*(\S.*?)\s+queue-id:\s*((?:\d+\s+)*\d+)(.*)$/;
// (enabled)   pmd usage: 40 %
const STATE = /\((enabled|disabled)\)/;
const USAGE = /pmd usage:\s*(.*?)\s*$/;
//   overhead:  3 %
const OVERHEAD = /^\s+overhead:\s*(.*?)\s*$/;
const NOT_AVAILABLE = 'NOT AVAIL';

/** Which PMD polls what, as `dpif-netdev/pmd-rxq-show` prints it (ovs, lib/dpif-netdev.c `pmd_info_show_rxq`). */
export function parseRxQueues(text: string, command: string): readonly PolledQueues[] {
  return threadBlocks(text, command)
    .filter(({ thread }) => thread.kind === 'pmd')
    .map((block) => queuesOf(block, command));
}

function queuesOf({ thread, line, lines }: ThreadBlock, file: string): PolledQueues {
  let isolated: string | undefined;
  let overhead: number | undefined;
  const queues: RxQueue[] = [];
  for (const { text, number } of lines) {
    const place = { file, line: number };
    isolated ??= ISOLATED.exec(text)?.[1];
    const part = OVERHEAD.exec(text)?.[1];
    if (part !== undefined) overhead = ratioOf(part, place);
    else if (text.trimStart().startsWith('port:')) queues.push(...queuesIn({ text, number }, file));
  }
  if (isolated !== 'true' && isolated !== 'false') {
    throw new ParseError(file, line, 'whether the PMD is isolated, true or false', isolated);
  }
  return { thread, isolated: isolated === 'true', queues, overhead };
}

function queuesIn({ text, number }: Line, file: string): readonly RxQueue[] {
  const place = { file, line: number };
  const [, port, ids, rest] = QUEUES.exec(text) ?? [];
  if (port === undefined || ids === undefined || rest === undefined) {
    throw new ParseError(file, number, 'a port and the number of a queue', text);
  }
  const state = STATE.exec(rest)?.[1];
  const usage = USAGE.exec(rest)?.[1];
  return ids.split(/\s+/).map((id) => ({
    port,
    queue: integer(id, place, 'the number of a queue'),
    enabled: state === undefined ? undefined : state === 'enabled',
    usage: usage === undefined ? undefined : ratioOf(usage, place),
  }));
}

// 40 %
const PERCENT = /^(\d+(?:\.\d+)?) ?%$/;

function ratioOf(text: string, place: Place): number | undefined {
  if (text === NOT_AVAILABLE) return undefined;
  return decimal(PERCENT.exec(text)?.[1] ?? text, place, 'a percentage or NOT AVAIL') / 100;
}
