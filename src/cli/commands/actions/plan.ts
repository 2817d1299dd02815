import { planHere } from '../../../agent/plan-here.ts';
import type { Config } from '../../../config/config.ts';
import type { Answer } from '../../../remediation/requests/request.ts';
import { NobodyThereError } from '../../../remediation/requests/request-folder.ts';
import type { PlanOptions } from '../../action-commands.ts';
import { type ExitCode, exitCodes } from '../../exit-code.ts';
import { decisionText } from '../../format/decision-text.ts';
import { configFor } from '../../global-options.ts';
import { UsageError } from '../../usage-error.ts';
import { ask, personAsking } from './ask.ts';
import { labelsFrom } from './labels.ts';

/** An agent at work takes a request within milliseconds. */
const TAKEN_MS = 1_500;

/** Shows what an action would do: as the running agent sees it, or by a look of its own where there is none. */
export async function plan(action: string, options: PlanOptions): Promise<ExitCode> {
  const labels = labelsFrom(options.label);
  const config = await configFor(options);
  const answer = await answerFor(config, action, labels, options.hostRoot);
  if (!answer.ok || answer.decision === undefined) throw new UsageError(answer.words);
  process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : decisionText(answer.decision));
  return exitCodes.ok;
}

async function answerFor(
  config: Config,
  action: string,
  labels: Readonly<Record<string, string>>,
  hostRoot: string | undefined,
): Promise<Answer> {
  const here = async () => await planHere(config, hostRoot, action, labels, personAsking());
  if (hostRoot !== undefined) return await here();
  try {
    return await ask(config, { what: 'plan', action, labels: { ...labels } }, TAKEN_MS);
  } catch (error) {
    if (!(error instanceof NobodyThereError) && !isDenied(error)) throw error;
    return await here();
  }
}

/** Whoever may not write to the agent's folder may still look at the host. */
function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EROFS');
}
