import { CommanderError } from 'commander';
import { type Commands, createProgram } from '../../src/cli/program.ts';

/** `netsteward …` at the beginning of a command, up to what ends it: a pipe, a redirection, a comment. */
const COMMAND = /(?:^|[|&(`] *|\$ )netsteward((?: +(?:'[^']*'|"[^"]*"|[^\s'"|;&<>#`)]+))+)/gm;
const WORD = /'([^']*)'|"([^"]*)"|(\S+)/g;

/** Every command line of the agent that a text shows, without its name. */
export function commandLinesIn(text: string): readonly string[] {
  return [...text.matchAll(COMMAND)].flatMap(([, words = '']) =>
    /^ +(and|is|says|was|began|\d)/.test(words) ? [] : words.trim(),
  );
}

/** What the command line has against it; nothing when it takes it. Nothing is carried out. */
export async function objectionTo(commandLine: string): Promise<string | undefined> {
  const args = [...commandLine.matchAll(WORD)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
  const program = createProgram('0.0.0', nothing(), () => undefined);
  const all = [program];
  for (const command of all) {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    all.push(...command.commands);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    return error instanceof CommanderError && error.exitCode === 0 ? undefined : String(error);
  }
}

function nothing(): Commands {
  const done = async () => 0 as const;
  return {
    run: done,
    once: done,
    checkConfig: done,
    events: done,
    catalogue: done,
    placement: done,
    record: done,
    alerts: done,
    addSilence: done,
    listSilences: done,
    expireSilence: done,
    plan: done,
    listActions: done,
    showAction: done,
    runAction: done,
    approveAction: done,
    rejectAction: done,
    stopActions: done,
    resumeActions: done,
    verifyActions: done,
    checkRules: done,
    testRules: done,
  };
}
