import { setTimeout as sleep } from 'node:timers/promises';

/** What a read that is just ending may take. */
const PATIENCE_MS = 200;

/**
 * Ends the process. A read that the kernel has not answered keeps a thread, and `process.exit` waits for threads without
 * end (libuv joins its pool): then the process ends by the signal that usually asks for it.
 */
export async function leave(code: number): Promise<void> {
  process.exitCode = code;
  const until = performance.now() + PATIENCE_MS;
  while (isReading() && performance.now() < until) await sleep(1);
  if (!isReading()) process.exit();
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}

function isReading(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}
