import type { RegisteredAction } from '../../src/actions/action.ts';
import { formatDuration } from '../../src/core/duration.ts';
import type { RegisteredStepKind } from '../../src/remediation/step.ts';
import { kebab } from './alert-rules.ts';
import { code, page, table } from './markdown.ts';

const intro = `What the agent can do about alerts. Each is planned, asked about and proven by the one pipeline that
[remediation.md](remediation.md) describes; its settings are those below \`actions.<name>\` in
[configuration.md](configuration.md). What is named here as default holds unless the configuration says otherwise.`;

/** `docs/actions.md`: every action, and every kind of step that there is. */
export function actionsPage(actions: readonly RegisteredAction[], kinds: readonly RegisteredStepKind[]): string {
  const overview = table(
    ['Action', 'What it does', 'Mode'],
    actions.map(({ name, help, defaults }) => [`[${name}](#${name})`, help, code(defaults.mode ?? 'propose')]),
  );
  const steps = table(
    ['Kind', 'What it does', 'Used by'],
    kinds.map(({ kind, help }) => [
      code(kind),
      help,
      actions.flatMap((action) => (action.steps.includes(kind) ? action.name : [])).join(', '),
    ]),
  );
  return page(
    'Actions',
    intro,
    overview,
    ...actions.map(section),
    `## Steps\n\nThe closed catalogue of deeds: nothing else can be done to a host. Every argument is checked by a schema of
its kind, none is ever given to a shell.\n\n${steps}`,
  );
}

function section(action: RegisteredAction): string {
  return [`## ${action.name}`, action.help, ...labels(action), table(['Default', ''], defaultsOf(action))].join('\n\n');
}

function labels({ labels: known }: RegisteredAction): readonly string[] {
  if (known.length === 0) return [];
  const rows = known.map(({ name, help, required }) => [code(name), required ? 'yes' : 'no', help]);
  return [table(['Label', 'Needed', 'Meaning'], rows)];
}

function defaultsOf({ changes, defaults, collectors, steps }: RegisteredAction): readonly (readonly string[])[] {
  const { alerts, mode = 'propose', cooldown, verifyWithin, attempts = 3, every } = defaults;
  return [
    ['started by', alerts.map((alert) => `[${alert}](runbooks/${kebab(alert)}.md)`).join(', ') || 'no alert'],
    ['mode', code(mode)],
    ['looks at, afresh', collectors.map((name) => `[${name}](metrics.md#${name})`).join(', ')],
    ...(changes
      ? [
          ['steps', steps.map(code).join(', ')],
          ['cooldown of an object', formatDuration(cooldown)],
          ['proven within', formatDuration(verifyWithin)],
          ['attempts before a person is called', String(attempts)],
        ]
      : [['changes', 'nothing']]),
    ...(every === undefined ? [] : [['runs by itself every', formatDuration(every)]]),
  ];
}
