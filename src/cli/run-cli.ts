import { readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { type Commands, createProgram } from './program.ts';

/** The language's own errors are faults of the program, and show where. All others tell a person what there is to tell. */
const FAULT = /^(Aggregate|Range|Reference|Syntax|Type)Error$/;
const USAGE_ERRORS = new Set(['ConfigError', 'UsageError', 'WebConfigError']);

/**
 * Carries out a command line and gives the exit code. Never rejects.
 * @param packageFile package.json, which has the version
 */
export async function runCli(argv: readonly string[], packageFile: URL): Promise<ExitCode> {
  endWithReader();
  const version = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;
  let code: ExitCode = exitCodes.ok;
  const program = createProgram(version, commandsFor(version), (result) => {
    code = result;
  });
  for (const command of allCommands(program)) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return told(error);
  }
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** Each command's module is loaded when it is needed. */
function commandsFor(version: string): Commands {
  return {
    run: async (options) => (await import('./commands/run.ts')).run(options, version),
    once: async (options) => (await import('./commands/once.ts')).once(options),
    checkConfig: async (options) => (await import('./commands/check-config.ts')).checkConfig(options),
    events: async (options) => (await import('./commands/events.ts')).events(options),
    catalogue: async (options) => (await import('./commands/catalogue.ts')).catalogue(options),
    placement: async (options) => (await import('./commands/placement.ts')).placement(options),
    record: async (directory, options) => (await import('./commands/record.ts')).record(directory, options),
    alerts: async (options) => (await import('./commands/alerts.ts')).alerts(options),
    addSilence: async (options) => (await import('./commands/silence.ts')).addSilence(options),
    listSilences: async (options) => (await import('./commands/silence.ts')).listSilences(options),
    expireSilence: async (id, options) => (await import('./commands/silence.ts')).expireSilence(id, options),
    plan: async (action, options) => (await import('./commands/actions/plan.ts')).plan(action, options),
    listActions: async (options) => (await import('./commands/actions/list.ts')).listActions(options),
    showAction: async (id, options) => (await import('./commands/actions/list.ts')).showAction(id, options),
    verifyActions: async (options) => (await import('./commands/actions/list.ts')).verifyActions(options),
    runAction: async (action, options) => (await import('./commands/actions/decide.ts')).runAction(action, options),
    approveAction: async (id, options) => (await import('./commands/actions/decide.ts')).approveAction(id, options),
    rejectAction: async (id, options) => (await import('./commands/actions/decide.ts')).rejectAction(id, options),
    stopActions: async (options) => (await import('./commands/actions/decide.ts')).stopActions(options),
    resumeActions: async (options) => (await import('./commands/actions/decide.ts')).resumeActions(options),
    checkRules: async (files) => (await import('./commands/rules.ts')).checkRules(files),
    testRules: async (files) => (await import('./commands/rules.ts')).testRules(files),
  };
}

function told(error: unknown): ExitCode {
  // Commander has said what it had to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const name = error instanceof Error ? error.name : '';
  if (error instanceof Error && USAGE_ERRORS.has(name)) {
    console.error(error.message);
    return exitCodes.usage;
  }
  const hint = isDeniedFile(error) ? ': only root and the user that the agent runs as may do this' : '';
  console.error(`netsteward: ${messageOf(error)}${hint}`);
  if (error instanceof Error && FAULT.test(name)) console.error(error.stack);
  return exitCodes.failure;
}

/** A file or folder that this user may not see or change. */
function isDeniedFile(error: unknown): boolean {
  return error instanceof Error && 'path' in error && 'code' in error && error.code === 'EACCES';
}

/** A pipe whose reader has gone (`netsteward events | head -1`), or a closed terminal: there is nobody left to tell. */
function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(exitCodes.ok);
      throw error;
    });
  }
}
