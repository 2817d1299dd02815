import { z } from 'zod';
import { HostError, ParseError } from '../../core/errors.ts';
import type { Hands } from '../../host/hands.ts';
import { defineStepKind } from '../step.ts';

const name = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9_.@+=,#~^-]{1,64}$/, 'expected the name of a port');
const socket = z
  .string()
  .regex(
    /^(?!.*\/\.{1,2}\/)(?:\/[A-Za-z0-9_.@+=,-]{1,64}){1,16}\.ctl$/,
    'expected the management socket of an ovs-vswitchd, such as /run/openvswitch/ovs-vswitchd.4711.ctl',
  );

const args = z
  .strictObject({ socket, bond: name, member: name, expected: name })
  .refine(({ member, expected }) => member !== expected, 'the member is the active one already');

/** Chooses the active member of a bond of Open vSwitch (ovs-vswitchd(8), bond/set-active-member). */
export const ovsBondActive = defineStepKind({
  kind: 'ovs-bond-active',
  help: 'Makes another member of a bond of Open vSwitch the active one, while the active one is still that of the plan.',
  args,
  describe: ({ bond, member, expected }) =>
    `make ${member} the active member of ${bond} in Open vSwitch (is ${expected})`,
  setting: ({ socket, bond, member }) => ({ name: `ovs bond ${daemonOf(socket)}${bond} active member`, value: member }),
  expected: ({ expected }) => expected,
  current: async (host, { socket, bond }, signal) => activeIn(await host.call(socket, 'bond/show', [bond], signal)),
  carryOut: async (hands, { socket, bond, member }, signal) => await choose(hands, socket, [bond, member], signal),
});

/** A daemon that starts anew is the same one for a setting's history: its process id is in the socket's name alone. */
function daemonOf(socket: string): string {
  const directory = socket.slice(0, socket.lastIndexOf('/'));
  return directory === '/run/openvswitch' || directory === '/var/run/openvswitch' ? '' : `${directory}:`;
}

// "bond/set-active-member" is not a valid command (use "list-commands" to see a list of valid commands)
const UNKNOWN_COMMAND = /is not a valid command/;

/** Before 2.15 it was a slave. */
async function choose(hands: Hands, socket: string, params: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await hands.call(socket, 'bond/set-active-member', params, signal);
  } catch (error) {
    if (!(error instanceof HostError) || !UNKNOWN_COMMAND.test(error.message)) throw error;
    await hands.call(socket, 'bond/set-active-slave', params, signal);
  }
}

// active member mac: 66:1f:73:9a:88:a4(p1); active slave mac: …(p1) before 2.15; (none) where none is
const ACTIVE = /^active (?:member|slave) mac: \S+?\((.+)\)$/m;

function activeIn(shown: unknown): string {
  const active = typeof shown === 'string' ? ACTIVE.exec(shown)?.[1] : undefined;
  if (active === undefined) throw new ParseError('bond/show', 0, 'the active member', JSON.stringify(shown));
  return active;
}
