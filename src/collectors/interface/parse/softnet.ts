import { ParseError } from '../../../core/errors.ts';
import { hexadecimal, linesOf } from '../../../core/text.ts';

/** What one CPU did with packets that waited for the kernel. Totals since boot, in 32 bits: they begin again at 0. */
export type Softnet = {
  /** Kernels before 5.10 don't say. */
  readonly cpu: number | undefined;
  readonly processed: number;
  /** Lost because the CPU's backlog was full. */
  readonly dropped: number;
  /** The softirq had to end although there was more to do. */
  readonly timeSqueeze: number;
  /** Woken to process packets for another CPU (receive packet steering); kernels before 2.6.35 don't say. */
  readonly receivedRps: number | undefined;
  /** Lost because one flow had too large a share of the backlog; kernels before 3.11 don't say. */
  readonly flowLimit: number | undefined;
  /** Packets waiting in the backlog; kernels before 5.10 don't say. */
  readonly backlog: number | undefined;
};

/**
 * The file has no header: what each place means is in softnet_seq_show() of the kernel's net/core/net-procfs.c. Places were
 * only ever added behind the last one.
 */
const PLACES = {
  processed: 0,
  dropped: 1,
  'time squeeze': 2,
  'received rps': 9,
  'flow limit': 10,
  backlog: 11,
  cpu: 12,
} as const;

/**
 * `/proc/net/softnet_stat`: a line for each CPU that is online, of hexadecimal numbers such as `00006ef8 00000000 0000001a …`.
 * @throws ParseError
 */
export function parseSoftnet(text: string, file: string): readonly Softnet[] {
  const lines = linesOf(text);
  if (lines.length === 0) throw new ParseError(file, 0, 'a line for each CPU');
  return lines.map((content, index) => {
    const place = { file, line: index + 1 };
    const words = content.split(' ').filter((word) => word !== '');
    const needed = (name: keyof typeof PLACES) => hexadecimal(words[PLACES[name]], place, `hexadecimal ${name}`);
    const optional = (name: keyof typeof PLACES) => (words.length > PLACES[name] ? needed(name) : undefined);
    return {
      cpu: optional('cpu'),
      processed: needed('processed'),
      dropped: needed('dropped'),
      timeSqueeze: needed('time squeeze'),
      receivedRps: optional('received rps'),
      flowLimit: optional('flow limit'),
      backlog: optional('backlog'),
    };
  });
}
