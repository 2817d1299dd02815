import { userInfo } from 'node:os';
import { type Config, requestFolderPath } from '../../../config/config.ts';
import type { Answer, Wish } from '../../../remediation/requests/request.ts';
import { askAgent } from '../../../remediation/requests/request-folder.ts';

/** As long as the slowest look at a host takes. */
const ANSWER_MS = 60_000;

/** Asks the running agent. Rejects with a NobodyThereError when there is none. */
export async function ask(config: Config, wish: Wish, takenWithinMs?: number): Promise<Answer> {
  return await askAgent(requestFolderPath(config), personAsking(), wish, AbortSignal.timeout(ANSWER_MS), takenWithinMs);
}

export function personAsking(): string {
  return process.env.SUDO_USER ?? userInfo().username;
}
