import { Argument, type Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { listed } from './option-values.ts';

/** How the commands about actions are carried out. */
export type ActionCommands = {
  readonly plan: (action: string, options: PlanOptions) => Promise<ExitCode>;
  readonly listActions: (options: ActionListOptions) => Promise<ExitCode>;
  readonly showAction: (id: string, options: ActionListOptions) => Promise<ExitCode>;
  readonly runAction: (action: string, options: PlanOptions) => Promise<ExitCode>;
  readonly approveAction: (id: string, options: ReasonOptions) => Promise<ExitCode>;
  readonly rejectAction: (id: string, options: ReasonOptions) => Promise<ExitCode>;
  readonly stopActions: (options: ReasonOptions) => Promise<ExitCode>;
  readonly resumeActions: (options: ResumeOptions) => Promise<ExitCode>;
  readonly verifyActions: (options: GlobalOptions) => Promise<ExitCode>;
};

export type PlanOptions = GlobalOptions & { readonly label: readonly string[]; readonly json: boolean };
export type ActionListOptions = GlobalOptions & { readonly json: boolean };
export type ReasonOptions = GlobalOptions & { readonly reason?: string };
export type ResumeOptions = ReasonOptions & { readonly object?: string };

type Making = {
  readonly command: (name: string, description: string, examples: readonly string[]) => Command;
  readonly done: (code: ExitCode) => void;
};

const LABEL = 'what names the object, such as bond=bond0; can be given several times';
const REASON = 'why, for everybody else';

export function addActionCommands({ command, done }: Making, commands: ActionCommands): void {
  command('plan', 'Show what an action would do now, and what every guard says. Changes nothing.', [
    'plan conntrack-limit',
    'plan bond-failover --label bond=bond0',
    'plan bond-failover --label bond=bond0 --json | jq .decision.plan',
  ])
    .addArgument(new Argument('<action>', 'its name'))
    .option('--label <name=value>', LABEL, listed, [])
    .option('--json', 'as JSON, with all that was seen', false)
    .action(async (action: string, _, self: Command) => done(await commands.plan(action, self.optsWithGlobals())));

  const actions = command('actions', 'Show what was decided about actions; approve, reject, ask for, stop them.', [
    'actions',
    'actions show 1a2b3c4d',
    'actions approve 1a2b3c4d --reason "seen it"',
    'actions stop --reason "new switches tonight"',
    'actions resume',
  ])
    .option('--json', 'as JSON', false)
    .action(async (_, self: Command) => done(await commands.listActions(self.optsWithGlobals())));
  actions
    .command('show')
    .description('Tell the whole story of a decision: who asked, what was seen, what every guard said, what was done.')
    .addArgument(new Argument('<id>', 'its name, as actions shows it'))
    .action(async (id: string, _, self: Command) => done(await commands.showAction(id, self.optsWithGlobals())));
  actions
    .command('run')
    .description('Ask the running agent for an action. Every guard is asked; your asking counts as approval.')
    .addArgument(new Argument('<action>', 'its name'))
    .option('--label <name=value>', LABEL, listed, [])
    .action(async (action: string, _, self: Command) => done(await commands.runAction(action, self.optsWithGlobals())));
  actions
    .command('approve')
    .description('Have the running agent carry out what waits, as it was shown.')
    .addArgument(new Argument('<id>', 'its name, as actions shows it'))
    .option('--reason <text>', REASON)
    .action(async (id: string, _, self: Command) => done(await commands.approveAction(id, self.optsWithGlobals())));
  actions
    .command('reject')
    .description('Turn down what waits.')
    .addArgument(new Argument('<id>', 'its name, as actions shows it'))
    .option('--reason <text>', REASON)
    .action(async (id: string, _, self: Command) => done(await commands.rejectAction(id, self.optsWithGlobals())));
  actions
    .command('stop')
    .description(
      'Stop all actions at once: nothing is carried out any more, and nothing undone. Needs no running agent.',
    )
    .option('--reason <text>', REASON)
    .action(async (_, self: Command) => done(await commands.stopActions(self.optsWithGlobals())));
  actions
    .command('resume')
    .description('Take back stop, and clear what only a person can: a storm, failures, contested settings.')
    .option('--object <object>', 'clear only the failures and contests of this object')
    .option('--reason <text>', REASON)
    .action(async (_, self: Command) => done(await commands.resumeActions(self.optsWithGlobals())));
  actions
    .command('verify')
    .description('Check that no entry of the journal was changed, taken out or put in.')
    .action(async (_, self: Command) => done(await commands.verifyActions(self.optsWithGlobals())));
}
