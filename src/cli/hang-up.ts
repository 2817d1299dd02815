import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The kernel sends SIGHUP first and takes the terminal away then (disassociate_ctty in drivers/tty/tty_jobctrl.c). */
const TAKING_AWAY_MS = 50;

/**
 * SIGHUP asks a daemon to read its configuration again, but is also what the kernel sends when the terminal is closed or
 * the session ends. Returns a handler that tells the two apart. Under nohup(1) standard input is no terminal.
 */
export function hangUpHandler(reload: () => void, stop: () => void): () => void {
  const atTerminal = isatty(0) && hasTerminal();
  return () => {
    if (!atTerminal) reload();
    else setTimeout(() => (hasTerminal() ? reload() : stop()), TAKING_AWAY_MS);
  };
}

/** Whether this process belongs to a terminal; `/dev/tty` is it, and can't be opened without one (tty(4)). */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
