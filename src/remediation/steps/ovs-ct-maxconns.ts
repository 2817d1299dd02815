import path from 'node:path';
import { z } from 'zod';
import { HostError } from '../../core/errors.ts';
import { defineStepKind } from '../step.ts';
import { switchSocket } from './switch-socket.ts';

/** The daemon keeps it in 32 bits (ovs, lib/dpctl.c `dpctl_ct_set_maxconns`). */
const connections = z.int().min(1).max(4_294_967_295);

const args = z.strictObject({ socket: switchSocket, value: connections, expected: connections });

/** Bridges of type netdev share one datapath, whose name is made of their type (ovs, ofproto/ofproto-dpif.c). */
const DATAPATH = 'netdev@ovs-netdev';
const SET = 'dpctl/ct-set-maxconns';
const GET = 'dpctl/ct-get-maxconns';
// setting maxconns successful
const DONE = /successful/;
const NUMBER = /^\d+$/;

/** Sets how many connections the userspace datapath may track (ovs-vswitchd(8)). Forgotten when the daemon ends. */
export const ovsCtMaxconns = defineStepKind({
  kind: 'ovs-ct-maxconns',
  help: 'Sets how many connections the userspace datapath of Open vSwitch may track, while it is what the plan saw.',
  args,
  describe: ({ socket, value, expected }) => `ovs-appctl -t ${socket} ${SET} ${DATAPATH} ${value} (is ${expected})`,
  setting: ({ socket, value }) => ({ name: `ovs ${path.dirname(socket)} ct-maxconns`, value: String(value) }),
  expected: ({ expected }) => String(expected),
  current: async (host, { socket }, signal) => {
    const answer = await host.call(socket, GET, [DATAPATH], signal);
    const text = typeof answer === 'string' ? answer.trim() : '';
    if (!NUMBER.test(text)) throw new HostError('refused', socket, `expected a number in answer to ${GET}`);
    return text;
  },
  carryOut: async (hands, { socket, value }, signal) => {
    const answer = await hands.call(socket, SET, [DATAPATH, String(value)], signal);
    if (typeof answer === 'string' && DONE.test(answer)) return;
    throw new HostError('refused', SET, typeof answer === 'string' ? answer.trim() : 'it said nothing');
  },
});
