/**
 * Ends the process. A read that the kernel has not answered keeps a thread, and `process.exit` waits for threads without
 * end (libuv joins its pool): then the process ends by the signal that usually asks for it.
 */
export function leave(code: number): void {
  process.exitCode = code;
  if (!process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'))) process.exit();
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
}
