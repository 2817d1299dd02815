import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A serial port of the guest that leads straight to QEMU's monitor. One program has it open at a time. */
const PORT = '/dev/virtio-ports/monitor';
const LIMIT_MS = 30_000;

const answerSchema = z.object({
  id: z.string(),
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
});

/**
 * Plugs or pulls the cable of a NIC. The guest's kernel hears of it within milliseconds.
 * @param nic the name in the description of the machine
 */
export async function setLink(nic: string, up: boolean): Promise<void> {
  await ask('set_link', { name: nic, up });
}

/** Has QEMU's monitor execute a command of its protocol (QMP); throws what it says when it will not. */
export async function ask(command: string, words: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const port = openSync(PORT, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    const say = (execute: string, rest = {}) =>
      writeSync(port, `${JSON.stringify({ execute, id: execute, ...rest })}\n`);
    // Wanted once, before anything else; later it is an error that does no harm.
    say('qmp_capabilities');
    say(command, { arguments: words });
    return await answerTo(command, port);
  } finally {
    closeSync(port);
  }
}

async function answerTo(id: string, port: number): Promise<unknown> {
  const end = performance.now() + LIMIT_MS;
  let text = '';
  while (performance.now() < end) {
    text += readNow(port);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      // Greetings and events come in between.
      const { data } = answerSchema.safeParse(JSON.parse(line));
      if (data?.id !== id) continue;
      if (data.error !== undefined) throw new Error(`QEMU: ${id}: ${data.error.desc}`);
      return data.return;
    }
    await delay(1);
  }
  throw new Error(`QEMU: ${id}: no answer within ${LIMIT_MS / 1000} s`);
}

/** What can be read without waiting. */
function readNow(port: number): string {
  const buffer = Buffer.alloc(65536);
  try {
    return buffer.toString('utf8', 0, readSync(port, buffer));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return '';
    throw error;
  }
}
