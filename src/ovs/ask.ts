import { HostError, ParseError } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import type { OvsDaemon } from './daemons.ts';

/** Text that a daemon printed for a command, with the command's name for errors. */
export type Printed = { readonly text: string; readonly command: string };

/**
 * What `ovs-appctl <method> <params>` would print (ovs-appctl(8)). Rejects when the daemon does not answer, and with
 * kind `refused` and its words when it does not do what it was told.
 */
export async function ask(
  host: Host,
  { unixctl }: OvsDaemon,
  argv: readonly [method: string, ...params: string[]],
  signal: AbortSignal,
): Promise<Printed> {
  const [method, ...params] = argv;
  const command = argv.join(' ');
  const text = await host.call(unixctl, method, params, signal);
  if (typeof text !== 'string') throw new ParseError(command, 0, 'a text', JSON.stringify(text));
  return { text, command };
}

// "dpif-netdev/pmd-sleep-show" is not a valid command (use "list-commands" to see a list of valid commands)
const UNKNOWN_COMMAND = /is not a valid command/;

/**
 * The same for a command that not every version and datapath has: `undefined` when the daemon does not know it or, with
 * words that match `absent`, says that it has no such thing.
 */
export async function askIfThere(
  host: Host,
  daemon: OvsDaemon,
  argv: readonly [method: string, ...params: string[]],
  signal: AbortSignal,
  absent?: RegExp,
): Promise<Printed | undefined> {
  try {
    return await ask(host, daemon, argv, signal);
  } catch (error) {
    if (!(error instanceof HostError) || error.kind !== 'refused') throw error;
    if (UNKNOWN_COMMAND.test(error.message) || absent?.test(error.message)) return undefined;
    throw error;
  }
}
