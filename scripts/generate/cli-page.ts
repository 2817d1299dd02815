import type { Command } from 'commander';
import { type Commands, createProgram } from '../../src/cli/program.ts';
import { page } from './markdown.ts';

const WIDTH = 100;

/** `docs/cli.md`: the help of every command, as the program itself prints it. */
export function cliPage(): string {
  const program = createProgram('', nothing, () => {});
  const commands = program.commands.flatMap((command) => [command, ...command.commands]).map(sectionOf);
  return page('Command line', helpOf(program), ...commands);
}

const unused = async () => await Promise.reject(new Error('only the help is asked for'));
const nothing: Commands = {
  run: unused,
  once: unused,
  checkConfig: unused,
  events: unused,
  catalogue: unused,
  placement: unused,
  record: unused,
  alerts: unused,
  addSilence: unused,
  listSilences: unused,
  expireSilence: unused,
  plan: unused,
  listActions: unused,
  showAction: unused,
  runAction: unused,
  approveAction: unused,
  rejectAction: unused,
  stopActions: unused,
  resumeActions: unused,
  verifyActions: unused,
  checkRules: unused,
  testRules: unused,
};

function sectionOf(command: Command): string {
  const { parent } = command;
  const outer = parent === null || parent.name() === 'netsteward' ? '' : `${parent.name()} `;
  return `## netsteward ${outer}${command.name()}\n\n${helpOf(command)}`;
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
