/**
 * Ends the process now. An orderly exit waits for every thread, and a thread that hangs in a read of the kernel never
 * comes; then the process is replaced by a program that only gives the exit code (execve(2) ends all other threads).
 * @param hungReads reads that have not returned
 */
export function leave(code: 0 | 1, hungReads: number): never {
  if (hungReads > 0 && process.execve !== undefined) {
    const program = code === 0 ? 'true' : 'false';
    process.execve(`/bin/${program}`, [program], {});
  }
  process.exit(code);
}
