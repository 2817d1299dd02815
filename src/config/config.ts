import path from 'node:path';
import { z } from 'zod';
import { isSection, type Section } from '../core/yaml/setting-tree.ts';
import { type ActionSettings, actionSettings } from '../remediation/settings.ts';
import { type AgentSettings, agentSettings } from './agent-settings.ts';
import { collectorSettings, type Parts } from './config-schema.ts';
import type { Surroundings } from './surroundings.ts';

/** All that the agent is told to do. Times in seconds, sizes in bytes. */
export type Config = Omit<AgentSettings, 'host' | 'state_directory'> & {
  readonly host: { readonly name: string };
  readonly state_directory: string;
  readonly collectors: ReadonlyMap<string, CollectorConfig>;
  readonly actions: ReadonlyMap<string, ActionConfig>;
  /** By exporter: its settings as written, which the exporter reads itself when it is opened. */
  readonly exporters: ReadonlyMap<string, unknown>;
};

export type CollectorConfig = {
  readonly enabled: boolean;
  readonly interval: number;
  readonly deadline: number;
  /** As written; the collector reads them itself when it is opened. */
  readonly settings: unknown;
};

export type ActionConfig = {
  readonly common: ActionSettings;
  /** As written; the action reads them itself. */
  readonly settings: unknown;
};

/** The database of the event store. */
export function eventStoreFile({ state_directory }: Pick<Config, 'state_directory'>): string {
  return path.join(state_directory, 'events.db');
}

/** The folder of the silences of alerts. */
export function silenceFolderPath({ state_directory }: Pick<Config, 'state_directory'>): string {
  return path.join(state_directory, 'silences');
}

/** The folder of the journal of actions. */
export function journalFolderPath({ state_directory }: Pick<Config, 'state_directory'>): string {
  return path.join(state_directory, 'actions');
}

/** The folder in which the command line leaves requests to the running agent. */
export function requestFolderPath({ state_directory }: Pick<Config, 'state_directory'>): string {
  return path.join(state_directory, 'requests');
}

/** The file that stops all actions as long as it is there. */
export function stopFilePath({ state_directory }: Pick<Config, 'state_directory'>): string {
  return path.join(state_directory, 'stop');
}

const common = z.object(collectorSettings.shape);
const commonOfActions = z.object(actionSettings.shape);
const agentOnly = z.object(agentSettings.shape);

/**
 * The configuration in settings that were checked before.
 * @param written as in the file and the environment
 * @param read the same after the schema of everything, with all defaults
 */
export function configOf(written: unknown, read: unknown, parts: Parts, surroundings: Surroundings): Config {
  const agent = agentOnly.parse(sectionOf(written));
  return {
    ...agent,
    host: { name: agent.host.name ?? surroundings.hostName },
    state_directory: agent.state_directory ?? surroundings.stateDirectory,
    collectors: new Map(
      parts.collectors.map(({ name, settings }) => {
        const given = sectionOf(sectionOf(sectionOf(written).collectors)[name]);
        const own = common.parse(sectionOf(sectionOf(sectionOf(read).collectors)[name]));
        return [
          name,
          {
            ...own,
            interval: own.interval ?? agent.interval,
            deadline: own.deadline ?? agent.deadline,
            settings: ownSettings(given, settings, common),
          },
        ];
      }),
    ),
    actions: new Map(
      parts.actions.map(({ name, settings }) => {
        const given = sectionOf(sectionOf(sectionOf(written).actions)[name]);
        const shared = Object.fromEntries(Object.entries(given).filter(([key]) => key in commonOfActions.shape));
        return [
          name,
          { common: commonOfActions.parse(shared), settings: ownSettings(given, settings, commonOfActions) },
        ];
      }),
    ),
    exporters: new Map(parts.exporters.map(({ name }) => [name, sectionOf(sectionOf(written)[name])])),
  };
}

/** What is the part's own among its settings. */
function ownSettings(given: Section, settings: z.ZodType, common: z.ZodObject): Section {
  const own = settings instanceof z.ZodObject ? settings.shape : {};
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in own || !(name in common.shape)));
}

function sectionOf(value: unknown): Section {
  return isSection(value) ? value : {};
}
