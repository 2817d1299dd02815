import { setTimeout as delay } from 'node:timers/promises';
import type { NeighbourAnswer, NeighbourProbe } from '../host.ts';
import { hardwareBytes } from './hardware-address.ts';
import type { FrameSocket, FrameSocketRequest } from './packet-socket.ts';
import { questionOf } from './question.ts';

/** How often it is looked whether an answer has come. */
const LOOK_MS = 2;

/**
 * Asks until somebody answers or all questions were asked in vain.
 * @param open opens a socket in the probe's namespace
 * @throws TypeError for a probe that makes no sense, HostError when the socket can't be had
 */
export async function askNeighbour(
  open: (request: FrameSocketRequest) => FrameSocket,
  probe: NeighbourProbe,
  signal: AbortSignal,
): Promise<NeighbourAnswer> {
  const { frame, protocol, group, read } = questionOf(probe);
  const address = group ?? hardwareBytes(probe.from);
  const socket = open({ device: probe.device, protocol, addresses: address === undefined ? [] : [address] });
  let sent = 0;
  let trouble: string | undefined;
  try {
    for (let one = 0; one < probe.tries; one += 1) {
      trouble = socket.send(frame);
      if (trouble === undefined) sent += 1;
      const by = await answerWithin(socket, read, probe.wait, signal);
      if (by !== undefined) return { answered: true, by, sent };
    }
    return trouble === undefined ? { answered: false, sent } : { answered: false, sent, trouble };
  } finally {
    socket.close();
  }
}

async function answerWithin(
  socket: FrameSocket,
  read: (frame: Uint8Array) => string | undefined,
  wait: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const end = performance.now() + wait;
  do {
    await delay(LOOK_MS, undefined, { signal });
    for (let frame = socket.receive(); frame !== undefined; frame = socket.receive()) {
      const by = read(frame);
      if (by !== undefined) return by;
    }
  } while (performance.now() < end);
  return undefined;
}
