import { Argument, Command, Option } from 'commander';
import { type ActionCommands, addActionCommands } from './action-commands.ts';
import { type ExitCode, exitCodeMeanings } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { listed, momentOf, silenceTime } from './option-values.ts';

/** How a command is carried out; its module is loaded only then. */
export type Commands = ActionCommands & {
  readonly run: (options: GlobalOptions) => Promise<ExitCode>;
  readonly once: (options: OnceOptions) => Promise<ExitCode>;
  readonly checkConfig: (options: GlobalOptions) => Promise<ExitCode>;
  readonly events: (options: EventsOptions) => Promise<ExitCode>;
  readonly catalogue: (options: CatalogueOptions) => Promise<ExitCode>;
  readonly placement: (options: PlacementOptions) => Promise<ExitCode>;
  readonly record: (directory: string, options: GlobalOptions) => Promise<ExitCode>;
  readonly alerts: (options: AlertsOptions) => Promise<ExitCode>;
  readonly addSilence: (options: SilenceAddOptions) => Promise<ExitCode>;
  readonly listSilences: (options: SilenceListOptions) => Promise<ExitCode>;
  readonly expireSilence: (id: string, options: GlobalOptions) => Promise<ExitCode>;
  readonly checkRules: (files: readonly string[]) => Promise<ExitCode>;
  readonly testRules: (files: readonly string[]) => Promise<ExitCode>;
};

export type OnceOptions = GlobalOptions & {
  readonly format: 'table' | 'json' | 'prometheus';
  readonly collector: readonly string[];
  readonly all: boolean;
};
export type EventsOptions = GlobalOptions & {
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly follow: boolean;
  readonly json: boolean;
};
export type AlertsOptions = GlobalOptions & { readonly json: boolean };
export type SilenceAddOptions = GlobalOptions & {
  readonly matcher: readonly string[];
  /** Seconds. */
  readonly for: number;
  readonly reason: string;
  readonly author?: string;
};
export type SilenceListOptions = GlobalOptions & { readonly json: boolean };
export type CatalogueOptions = GlobalOptions & { readonly json: boolean };
export type PlacementOptions = GlobalOptions & { readonly json: boolean };

/** The command line as commander knows it. `done` is told the exit code of the command that was carried out. */
export function createProgram(version: string, commands: Commands, done: (code: ExitCode) => void): Command {
  const program = new Command('netsteward')
    .description('Watches the data plane of this host, and tells what it sees as metrics and as events.')
    .version(version, '-V, --version', 'show the version')
    .addOption(new Option('--config <file>', 'configuration file in YAML (default: none, everything has a default)'))
    .addOption(new Option('--host-root <dir>', 'read a recorded host (see record) in place of this machine'))
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', exitCodesText());

  const command = (name: string, description: string, examples: readonly string[]): Command =>
    program
      .command(name)
      .description(description)
      .helpOption('-h, --help', 'show this help')
      .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ netsteward ${example}`).join('\n')}`);

  command(
    'run',
    'Run the agent: read the host, serve metrics over HTTP, tell events. SIGHUP reads the configuration again; SIGUSR2 stops all actions until `actions resume`; SIGTERM and Ctrl-C end it.',
    ['run', 'run --config /etc/netsteward/agent.yaml', 'run --host-root recordings/compute-1'],
  ).action(async (_, self: Command) => done(await commands.run(self.optsWithGlobals())));

  command('once', 'Read the host once and show what was found.', [
    'once',
    'once --collector bond --collector conntrack',
    'once --format json | jq .',
    'once --format prometheus > /var/lib/node_exporter/netsteward.prom',
  ])
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json', 'prometheus']).default('table'),
    )
    .option('--collector <name>', 'read this one only; can be given several times', listed, [])
    .option('--all', 'show every object in the tables, however many', false)
    .action(async (_, self: Command) => done(await commands.once(self.optsWithGlobals())));

  command('check-config', 'Check the configuration file and the environment, and show what would run.', [
    'check-config --config agent.yaml',
    'check-config --config agent.yaml && systemctl reload netsteward',
  ]).action(async (_, self: Command) => done(await commands.checkConfig(self.optsWithGlobals())));

  command('events', 'Show the events that the agent has stored.', [
    'events --since 1h',
    'events --follow',
    'events --json | jq \'select(.severity == "critical")\'',
  ])
    .option(
      '--since <time>',
      'only events since then: an age such as 1h or 2d, or a time such as 2026-01-31T12:00Z',
      momentOf,
    )
    .option('--follow', 'go on with new events as they come, until Ctrl-C', false)
    .option('--json', 'one CloudEvent in JSON on each line', false)
    .action(async (_, self: Command) => done(await commands.events(self.optsWithGlobals())));

  command('catalogue', 'List every metric and every type of event that there is.', ['catalogue', 'catalogue --json'])
    .option('--json', 'as JSON', false)
    .action(async (_, self: Command) => done(await commands.catalogue(self.optsWithGlobals())));

  command(
    'placement',
    "Show which NUMA nodes the guests' CPUs, memory, devices and queues are on, and where they disagree.",
    ['placement', "placement --json | jq '.guests[] | select(.disagreements != [])'"],
  )
    .option('--json', 'as JSON', false)
    .action(async (_, self: Command) => done(await commands.placement(self.optsWithGlobals())));

  command(
    'record',
    'Record what the collectors read from this host into a folder, to be read later with --host-root.',
    ['record recordings/compute-1', 'once --host-root recordings/compute-1'],
  )
    .addArgument(new Argument('<dir>', 'the folder, new or empty'))
    .action(async (directory: string, _, self: Command) =>
      done(await commands.record(directory, self.optsWithGlobals())),
    );

  command(
    'alerts',
    'Show the alerts that are pending or fire: those of this host, and those that Alertmanagers have told it of.',
    ['alerts', 'alerts --json | jq \'.[] | select(.severity == "critical")\''],
  )
    .option('--json', 'as JSON, with all labels and texts', false)
    .action(async (_, self: Command) => done(await commands.alerts(self.optsWithGlobals())));

  const silence = command('silence', 'Silence alerts on this host for a while.', [
    'silence add --matcher bond=bond0 --for 2h --reason "new cables"',
    "silence add --matcher 'alertname=~Conntrack.*' --matcher 'severity!=critical' --for 30m --reason 'load test'",
    'silence list',
    'silence expire 1a2b3c4d',
  ]);
  silence
    .command('add')
    .description(
      'Silence the alerts that fit all matchers. They are still told, for information only, and no Alertmanager is sent them. The agent takes it up within seconds.',
    )
    .requiredOption(
      '--matcher <matcher>',
      'label, = != =~ or !~, and value: bond=bond0, alertname=~"Conntrack.*"; can be given several times. Alerts have the labels host and those of alerts.labels too',
      listed,
      [],
    )
    .requiredOption('--for <duration>', 'how long, such as 30m or 2h', silenceTime)
    .requiredOption('--reason <text>', 'why, for everybody else')
    .option('--author <name>', 'who silences them (default: the user)')
    .action(async (_, self: Command) => done(await commands.addSilence(self.optsWithGlobals())));
  silence
    .command('list')
    .description('Show the silences in force.')
    .option('--json', 'as JSON, with those that have ended within the last day', false)
    .action(async (_, self: Command) => done(await commands.listSilences(self.optsWithGlobals())));
  silence
    .command('expire')
    .description('End a silence before its time.')
    .addArgument(new Argument('<id>', 'its name, as list shows it'))
    .action(async (id: string, _, self: Command) => done(await commands.expireSilence(id, self.optsWithGlobals())));

  addActionCommands({ command, done }, commands);

  const rules = command('rules', 'Check and test alerting rules in files of Prometheus, without Prometheus.', [
    'rules check /etc/netsteward/rules/*.yaml',
    'rules test /etc/netsteward/rules/tests/*.yaml',
  ]);
  rules
    .command('check')
    .description('Check rule files: names, durations, expressions and templates, as the agent reads them.')
    .addArgument(new Argument('<files...>', 'rule files'))
    .action(async (files: string[]) => done(await commands.checkRules(files)));
  rules
    .command('test')
    .description('Run unit tests of rules, in the format of `promtool test rules`.')
    .addArgument(new Argument('<files...>', 'files of tests; they name the rule files'))
    .action(async (files: string[]) => done(await commands.testRules(files)));

  return program;
}

function exitCodesText(): string {
  return `\nExit codes:\n${[...exitCodeMeanings].map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`;
}
