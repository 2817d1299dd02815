import { randomBytes } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { type Answer, answerSchema, type Request, requestSchema, type Wish } from './request.ts';

/**
 * Requests as files in a folder that only the agent's own user can write to: the command line leaves `<id>.request`, the
 * agent takes it away and leaves `<id>.answer`. No port, no password: whoever may write there may ask.
 */
const REQUEST = /^([0-9a-f]{16})\.request$/;

/** A request that nobody has taken for so long was meant for another moment. */
const STALE_MS = 60_000;
const STEP_MS = 50;

/** Nobody has taken the request: no agent is at work with this state directory. */
export class NobodyThereError extends Error {
  override readonly name = 'NobodyThereError';
}

/**
 * Leaves a request and waits for its answer. The folder is the agent's to make, so that it stays the agent's own.
 * Rejects with a NobodyThereError when there is no folder, or when the request is not taken within `takenWithinMs`.
 */
export async function askAgent(
  folder: string,
  who: string,
  wish: Wish,
  signal: AbortSignal,
  takenWithinMs = 5_000,
): Promise<Answer> {
  const id = randomBytes(8).toString('hex');
  const request: Request = { id, at: Date.now(), who, wish };
  const file = path.join(folder, `${id}.request`);
  if (!(await isThere(folder))) throw nobodyThere(folder);
  await putWhole(file, JSON.stringify(request));
  const until = performance.now() + takenWithinMs;
  try {
    for (;;) {
      const answer = await answerIn(path.join(folder, `${id}.answer`));
      if (answer !== undefined) return answer;
      if (performance.now() > until && (await isThere(file))) {
        throw nobodyThere(folder);
      }
      await delay(STEP_MS, undefined, { signal });
    }
  } finally {
    await rm(file, { force: true });
    await rm(path.join(folder, `${id}.answer`), { force: true });
  }
}

/** Answers all requests that are there now, one after the other. A file that is no request gets its answer too: why not. */
export async function answerRequests(
  folder: string,
  answer: (request: Request) => Promise<Answer>,
  now: () => number,
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const [, id] = REQUEST.exec(name) ?? [];
    if (id === undefined) continue;
    const file = path.join(folder, name);
    const text = await takeText(file);
    if (text === undefined) continue;
    await putWhole(path.join(folder, `${id}.answer`), JSON.stringify(await answerTo(text, id, answer, now())));
  }
}

async function answerTo(
  text: string,
  id: string,
  answer: (request: Request) => Promise<Answer>,
  now: number,
): Promise<Answer> {
  try {
    const request = requestSchema.parse(JSON.parse(text));
    if (request.id !== id) throw new Error(`expected the request ${id}, found ${request.id}`);
    if (Math.abs(now - request.at) > STALE_MS) throw new Error('the request is older than a minute; ask again');
    return await answer(request);
  } catch (error) {
    const words = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    return { ok: false, words };
  }
}

/** The text of a request, which is gone then. Nothing for what is no plain file, or somebody else's. */
async function takeText(file: string): Promise<string | undefined> {
  try {
    const about = await lstat(file);
    const own = process.geteuid?.() ?? 0;
    const isOurs = about.isFile() && (about.uid === own || about.uid === 0);
    const text = isOurs ? await readFile(file, 'utf8') : undefined;
    await rm(file, { force: true });
    return text;
  } catch {
    return undefined;
  }
}

async function answerIn(file: string): Promise<Answer | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return answerSchema.parse(JSON.parse(text));
}

function nobodyThere(folder: string): NobodyThereError {
  return new NobodyThereError(
    `no agent answers at ${folder}: is netsteward running with this state directory, and remediation.enabled?`,
  );
}

async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function putWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
