import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { HostError } from '../core/errors.ts';
import { type Bounded, hostError } from './bounded.ts';
import { doorInto } from './door-into.ts';
import type { Hands } from './hands.ts';
import type { Host } from './host.ts';
import { inTime } from './in-time.ts';

/** Where the kernel takes values; no way out of there. */
const KERNEL_FILE = /^\/(?:proc\/sys|sys)\/(?!(?:.*\/)?\.\.(?:\/|$))/;

/**
 * The hands on this machine.
 * @param own the door of the agent's own namespace
 * @param pathIn the path by which a file of sysfs is reached as it is in another namespace
 */
export function realHands(
  own: Host,
  bounded: Bounded,
  pathIn: (netns: string, file: string) => Promise<string>,
): Hands {
  return {
    write: async (netns, file, text, signal) => {
      if (!KERNEL_FILE.test(file)) throw new HostError('refused', file, 'expected a path below /proc/sys/ or /sys/');
      if (netns === '') return await writeOnce(bounded, file, text, signal);
      if (!file.startsWith('/sys/')) {
        throw new HostError('refused', file, `can't be written in namespace ${netns}: only what is below /sys/ can`);
      }
      await writeOnce(bounded, await inTime(netns, pathIn(netns, file), signal), text, signal);
    },
    putFile: (file, text, signal) => inTime(file, told(file, put(file, text)), signal),
    removeFile: (file, signal) => inTime(file, told(file, remove(file)), signal),
    call: own.call,
    ask: own.ask,
    run: async (netns, argv, signal) => await (await doorInto(own, netns, signal)).run(argv, signal),
  };
}

/** The kernel takes a value with one write(2), and says with it whether it is taken (Documentation/filesystems/sysfs.rst). */
async function writeOnce(bounded: Bounded, file: string, text: string, signal: AbortSignal): Promise<void> {
  await bounded.run<number>(file, signal, (done) => {
    // Neither made nor cut: it is the kernel's.
    fs.open(file, fs.constants.O_WRONLY, (failed, descriptor) => {
      if (failed !== null) return done(failed);
      fs.write(descriptor, text, null, 'utf8', (error, written) => {
        fs.closeSync(descriptor);
        done(error, written);
      });
    });
  });
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(draft, 'wx', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    await flushFolder(path.dirname(file));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function remove(file: string): Promise<void> {
  await rm(file, { force: true });
  await flushFolder(path.dirname(file));
}

/** A new name is on the disk only when its folder is (fsync(2)). */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function told(file: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw error instanceof Error ? hostError(file, error) : error;
  }
}
