import type { RegisteredAction } from '../actions/action.ts';
import { nearestName } from '../core/yaml/nearest-name.ts';
import { fitsAll } from '../promql/matcher.ts';
import type { ReadyAction } from './pipeline/asking.ts';
import type { ActionSettings, Selector } from './settings.ts';

/** An action under its configuration, and what starts it. */
export type SetAction = ReadyAction & {
  readonly name: string;
  readonly starts: (labels: ReadonlyMap<string, string>) => boolean;
  /** Seconds between two runs by itself; nothing where it has none. */
  readonly every: number | undefined;
};

const COMMON_ATTEMPTS = 3;

/** Puts what is configured over what the action says itself. `settings` are the action's own, as written. */
export function setUp(about: RegisteredAction, common: ActionSettings, settings: unknown): SetAction {
  const { name, defaults } = about;
  return {
    name,
    about,
    opened: about.open(settings),
    limits: {
      mode: common.mode ?? defaults.mode ?? 'propose',
      cooldown: common.cooldown ?? defaults.cooldown,
      perHour: common.per_hour,
      attempts: common.attempts ?? defaults.attempts ?? COMMON_ATTEMPTS,
      owners: common.owners,
    },
    verifyWithin: common.verify_within ?? defaults.verifyWithin,
    starts: common.on === undefined ? byName(defaults.alerts) : bySelectors(common.on),
    every: common.every ?? defaults.every,
  };
}

/** What is configured of actions, by name: what all have in common, and their own settings as written. */
export type ConfiguredActions = ReadonlyMap<string, { readonly common: ActionSettings; readonly settings: unknown }>;

/** Those that the configuration leaves on, under their settings. */
export function setUpAll(actions: readonly RegisteredAction[], configured: ConfiguredActions): readonly SetAction[] {
  return actions.flatMap((about) => {
    const { common, settings } = configured.get(about.name) ?? {};
    return common?.enabled === true ? setUp(about, common, settings) : [];
  });
}

/** That there is no action of this name, and which one may be meant. */
export function unknownAction(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  return `there is no action ${JSON.stringify(name)}, ${meant === undefined ? `only ${known.join(', ')}` : `did you mean ${meant}?`}`;
}

function byName(names: readonly string[]): SetAction['starts'] {
  return (labels) => names.includes(labels.get('alertname') ?? '');
}

function bySelectors(selectors: readonly Selector[]): SetAction['starts'] {
  return (labels) => selectors.some((matchers) => fitsAll(matchers, labels));
}
