import { z } from 'zod';
import { HostError } from '../../core/errors.ts';
import { queuePlaces } from '../../ovs/threads/queue-places.ts';
import { parseRxQueues } from '../../ovs/threads/rx-queues.ts';
import { defineStepKind } from '../step.ts';
import { switchSocket } from './switch-socket.ts';

const args = z.strictObject({
  socket: switchSocket,
  /** Where the queues were when the plan was made, as `queuePlaces` tells it. */
  queues: z.string().regex(/^[0-9a-f]{16}$/),
});

const SHOW = 'dpif-netdev/pmd-rxq-show';
const REBALANCE = 'dpif-netdev/pmd-rxq-rebalance';
// pmd rxq rebalance requested.
const REQUESTED = /rebalance requested/;

/**
 * Makes Open vSwitch give its receive queues out to PMDs anew (ovs-vswitchd(8)). Nothing says beforehand where they will
 * be, so there is no setting to own; the places that the plan was made for are what it waits to find.
 */
export const ovsPmdRebalance = defineStepKind({
  kind: 'ovs-pmd-rebalance',
  help: 'Makes Open vSwitch give its receive queues out to PMDs anew, while they are where the plan saw them.',
  args,
  describe: ({ socket }) => `ovs-appctl -t ${socket} ${REBALANCE}`,
  expected: ({ queues }) => queues,
  current: async (host, { socket }, signal) => {
    const text = textOf(socket, SHOW, await host.call(socket, SHOW, [], signal));
    return queuePlaces(parseRxQueues(text, SHOW));
  },
  carryOut: async (hands, { socket }, signal) => {
    const answer = textOf(socket, REBALANCE, await hands.call(socket, REBALANCE, [], signal));
    if (!REQUESTED.test(answer)) throw new HostError('refused', REBALANCE, answer.trim() || 'it said nothing');
  },
});

function textOf(socket: string, method: string, answer: unknown): string {
  if (typeof answer === 'string') return answer;
  throw new HostError('refused', socket, `expected a text in answer to ${method}`);
}
