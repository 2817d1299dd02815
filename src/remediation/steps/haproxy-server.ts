import { z } from 'zod';
import { HostError } from '../../core/errors.ts';
import { parseAdminStates } from '../../haproxy/admin-state.ts';
import { haproxyName } from '../../haproxy/names.ts';
import { serverSetting } from '../../haproxy/server-setting.ts';
import { placeKey } from '../../haproxy/servers-state.ts';
import type { Host } from '../../host/host.ts';
import { defineStepKind } from '../step.ts';

const states = z.enum(['ready', 'drain', 'maint']);
const name = z.string().regex(haproxyName, 'expected a name as HAProxy allows it: letters, digits and . : _ -');
const processId = z.int().min(0).max(4_194_304);

/** A path, or `address:port`. It came from the configuration, by way of the collector; a line end would end the command. */
const socket = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u, 'expected a path, or address:port');

const args = z.strictObject({
  socket,
  backend: name,
  server: name,
  state: states,
  expected: states,
  /** The process that the plan was made for; with a reload there comes another, and what was set is forgotten. */
  pid: processId.min(1),
  /** Whether the process is reached through its master. */
  throughMaster: z.boolean(),
});

type Args = z.output<typeof args>;

/** Sets the administrative state of a server at HAProxy's runtime socket (management.txt, "set server"). */
export const haproxyServer = defineStepKind({
  kind: 'haproxy-server',
  help: 'Drains a server of HAProxy, puts it into maintenance or makes it ready at the stats socket (level admin), while nobody else has asked it to be anything.',
  args,
  describe: ({ socket: at, backend, server, state, expected }) =>
    `set server ${backend}/${server} state ${state} (is ${expected}) at ${at}`,
  setting: ({ socket: at, backend, server, state }) => ({ name: serverSetting(at, backend, server), value: state }),
  expected: ({ expected }) => expected,
  current,
  carryOut: async (hands, given, signal) => {
    const { backend, server, state } = given;
    const command = `set server ${backend}/${server} state ${state}`;
    const answer = (await hands.ask(given.socket, `${prefixFor(given)}${command}`, signal)).trim();
    if (answer !== '') throw refusal(given.socket, command, answer);
  },
});

/** Asks for process and server over one connection, so that both answers are of the same process. */
async function current(host: Host, given: Args, signal: AbortSignal): Promise<string> {
  const { socket: at, backend, server, pid } = given;
  const prefix = prefixFor(given);
  const answer = await host.ask(at, `${prefix}show info;${prefix}show servers state ${backend}`, signal);
  const [info = '', ...rest] = answer.split('\n\n');
  // Pid: 4711
  const [, found] = /^Pid: (\d+)$/m.exec(info) ?? [];
  if (found === undefined) throw refusal(at, 'show info', answer.trim());
  if (Number(found) !== pid) {
    // What was set has gone with the process: nobody has changed it.
    throw new HostError(
      'absent',
      at,
      `process ${pid} is gone, ${found} answers now: HAProxy was reloaded or restarted`,
    );
  }
  const states = rest.join('\n\n');
  if (!states.startsWith('1\n')) throw refusal(at, `show servers state ${backend}`, states.trim());
  const state = parseAdminStates(`${at} show servers state`, `${states.trimEnd()}\n`).get(placeKey(backend, server));
  if (state === undefined) throw new HostError('absent', at, `no server ${backend}/${server}`);
  return state.words;
}

function prefixFor({ pid, throughMaster }: Pick<Args, 'pid' | 'throughMaster'>): string {
  return throughMaster ? `@!${pid} ` : '';
}

// Permission denied; before 2.0 also: "stats socket" is not permitted
const DENIED = /permission denied|not permitted/i;

function refusal(at: string, command: string, answer: string): HostError {
  const [words = ''] = answer.split('\n');
  if (DENIED.test(words)) {
    const level = 'the socket does not allow it: it has to have `level admin` in the configuration of HAProxy';
    return new HostError('denied', at, `${command}: ${level}`);
  }
  return new HostError('refused', at, `${command}: HAProxy says "${words.slice(0, 120)}"`);
}
