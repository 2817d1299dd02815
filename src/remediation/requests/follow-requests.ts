import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import type { Answer, Request } from './request.ts';
import { answerRequests } from './request-folder.ts';

/** Where the file system tells nothing, the folder is looked at this often. */
const LOOK_MS = 500;

/** Answers requests as they come, one after the other. */
export function followRequests(
  folder: string,
  answer: (request: Request) => Promise<Answer>,
  onTrouble: (error: unknown) => void,
): { readonly stop: () => void } {
  let isLooking = false;
  let isWanted = false;

  const look = async () => {
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    try {
      while (isWanted) {
        isWanted = false;
        await answerRequests(folder, answer, Date.now);
      }
    } catch (error) {
      onTrouble(error);
    } finally {
      isLooking = false;
    }
  };

  const watcher = watchFolder(folder, () => void look(), onTrouble);
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      watcher?.close();
    },
  };
}

function watchFolder(folder: string, changed: () => void, onTrouble: (error: unknown) => void): FSWatcher | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return watch(folder, { persistent: false }, changed).on('error', () => undefined);
  } catch (error) {
    onTrouble(error);
    return undefined;
  }
}
