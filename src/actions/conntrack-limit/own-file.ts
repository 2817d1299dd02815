import { isAbsent } from '../../core/errors.ts';
import { ABSENT, settingsOfOwnFile } from '../../core/own-sysctl-file.ts';
import type { Host } from '../../host/host.ts';

/** What our file in sysctl.d says, in one line. */
export async function readOwnFile(host: Host, path: string, signal: AbortSignal): Promise<string> {
  try {
    return settingsOfOwnFile(await host.readText(path, signal));
  } catch (error) {
    if (isAbsent(error)) return ABSENT;
    throw error;
  }
}
