import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, journalFolderPath, stopFilePath } from '../../../config/config.ts';
import { readJournal } from '../../../remediation/journal/journal.ts';
import type { Answer } from '../../../remediation/requests/request.ts';
import { NobodyThereError } from '../../../remediation/requests/request-folder.ts';
import type { PlanOptions, ReasonOptions, ResumeOptions } from '../../action-commands.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { decisionText } from '../../format/decision-text.ts';
import { storyText } from '../../format/story-text.ts';
import { configFor } from '../../global-options.ts';
import { ask, personAsking } from './ask.ts';
import { decisionId } from './decision-id.ts';
import { labelsFrom } from './labels.ts';

/** How often the journal is looked at for what comes next. */
const STEP_MS = 200;

/** Asks the agent for an action, and tells what becomes of it until its end. */
export async function runAction(action: string, options: PlanOptions): Promise<ExitCode> {
  const labels = { ...labelsFrom(options.label) };
  const config = await configFor(options);
  return await tell(config, await ask(config, { what: 'run', action, labels }));
}

export async function approveAction(id: string, options: ReasonOptions): Promise<ExitCode> {
  const decision = decisionId(id);
  const config = await configFor(options);
  return await tell(config, await ask(config, { what: 'approve', decision, words: options.reason ?? '' }));
}

export async function rejectAction(id: string, options: ReasonOptions): Promise<ExitCode> {
  const decision = decisionId(id);
  const config = await configFor(options);
  return await tell(config, await ask(config, { what: 'reject', decision, words: options.reason ?? '' }));
}

/** The file does it, whether or not an agent is there to see it yet. */
export async function stopActions(options: ReasonOptions): Promise<ExitCode> {
  const file = stopFilePath(await configFor(options));
  await mkdir(path.dirname(file), { recursive: true });
  // With its reason from its first moment on: whoever watches looks at once.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${personAsking()}: ${(options.reason ?? 'no reason given').replaceAll(/\s+/g, ' ')}\n`);
  await rename(draft, file);
  process.stdout.write(`All actions are stopped by ${file}; netsteward actions resume ends this.\n`);
  return exitCodes.ok;
}

export async function resumeActions(options: ResumeOptions): Promise<ExitCode> {
  const config = await configFor(options);
  const { object, reason: words = '' } = options;
  if (object === undefined) await rm(stopFilePath(config), { force: true });
  try {
    return await tell(
      config,
      await ask(config, { what: 'resume', words, ...(object === undefined ? {} : { object }) }),
    );
  } catch (error) {
    if (!(error instanceof NobodyThereError) || object !== undefined) throw error;
    process.stdout.write('The stop is taken back. No agent is running that could clear more than that.\n');
    return exitCodes.ok;
  }
}

async function tell(config: Config, { ok, words, decision }: Answer): Promise<ExitCode> {
  if (decision === undefined || !ok) {
    (ok ? process.stdout : process.stderr).write(decision === undefined ? `${words}\n` : decisionText(decision));
    return ok ? exitCodes.ok : exitCodes.failure;
  }
  return decision.outcome === 'begun' ? await follow(config, decision.id) : exitCodes.ok;
}

/** Prints the story of a deed as it goes on. The agent closes every deed in time; Ctrl-C leaves it alone. */
async function follow(config: Config, id: string): Promise<ExitCode> {
  let told = 0;
  for (;;) {
    const { written } = await readJournal(journalFolderPath(config));
    const news = written.filter(({ number, entry }) => number > told && 'id' in entry && entry.id === id);
    told = written.at(-1)?.number ?? told;
    if (news.length > 0) process.stdout.write(storyText(news));
    const end = news.map(({ entry }) => entry).find((entry) => entry.what === 'closed');
    if (end !== undefined) return end.outcome === 'done' ? exitCodes.ok : exitCodes.failure;
    await delay(STEP_MS);
  }
}
