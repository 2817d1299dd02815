import { HostError, ParseError } from '../../../core/errors.ts';
import { parseServersState } from '../../../haproxy/servers-state.ts';
import type { Host } from '../../../host/host.ts';
import { type Info, parseInfo } from '../parse/info.ts';
import { parseStatistics, type Statistics } from '../parse/statistics.ts';
import { expectFigures } from '../tell/figure-in.ts';

/** Everything that one process of HAProxy said at one time. */
export type ProcessReading = { readonly info: Info; readonly statistics: Statistics };

const COMMANDS = ['show info', 'show stat', 'show servers state'] as const;

/**
 * Asks a process all at once, over one connection: with several processes behind one socket (nbproc) every connection
 * may be taken by another one.
 * @param prefix `@!4711 ` to reach a worker through its master
 */
export async function readProcess(
  host: Host,
  target: string,
  prefix: string,
  signal: AbortSignal,
): Promise<ProcessReading> {
  const question = COMMANDS.map((command) => `${prefix}${command}`).join(';');
  const answer = await host.ask(target, question, signal);
  const [info = '', stat = '', state = ''] = partsOf(target, answer);
  const file = `${target} show servers state`;
  const places = parseServersState(file, state);
  const statistics = parseStatistics(`${target} show stat`, stat, places);
  expectFigures(statistics);
  if (places.size === 0 && statistics.servers.length > 0) throw new ParseError(file, 0, 'the servers');
  return { info: parseInfo(`${target} show info`, info), statistics };
}

/** Each answer ends with an empty line. */
function partsOf(target: string, answer: string): readonly string[] {
  if (!answer.startsWith('Name: ')) {
    const [words = ''] = answer.split('\n');
    throw new HostError('refused', target, `does not answer show info but says: ${words.slice(0, 120)}`);
  }
  if (!answer.endsWith('\n\n')) throw new ParseError(target, 0, 'an answer with an empty line at its end');
  return answer.slice(0, -1).split('\n\n');
}
