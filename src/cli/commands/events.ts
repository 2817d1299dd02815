import { eventStoreFile } from '../../config/config.ts';
import { readEvents } from '../../store/read-events.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { eventLine } from '../format/event-line.ts';
import { configFor } from '../global-options.ts';
import type { EventsOptions } from '../program.ts';

/** Prints the stored events, oldest first, and with `follow` the new ones as they come. */
export async function events(options: EventsOptions): Promise<ExitCode> {
  const path = eventStoreFile(await configFor(options));
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const since = options.since === undefined ? {} : { since: options.since };
  for await (const event of readEvents({ path, ...since, follow: options.follow, signal: ending.signal })) {
    process.stdout.write(`${options.json ? JSON.stringify(event) : eventLine(event)}\n`);
  }
  return exitCodes.ok;
}
