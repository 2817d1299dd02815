import { z } from 'zod';
import type { RegisteredAction } from '../actions/action.ts';
import type { RegisteredCollector } from '../collectors/collector.ts';
import { duration } from '../core/duration.ts';
import type { RegisteredExporter } from '../exporters/exporter.ts';
import { actionSettings } from '../remediation/settings.ts';
import { agentSettings } from './agent-settings.ts';

/** The parts whose settings the configuration is made of. */
export type Parts = {
  readonly collectors: readonly Pick<RegisteredCollector, 'name' | 'help' | 'settings'>[];
  readonly exporters: readonly Pick<RegisteredExporter, 'name' | 'help' | 'settings'>[];
  readonly actions: readonly Pick<RegisteredAction, 'name' | 'help' | 'settings' | 'defaults' | 'changes'>[];
};

/** What can be set about every collector. A collector that brings one of these keys itself (with its own default) is asked for it. */
export const collectorSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether this collector reads the host.'),
  interval: duration({ min: 0.1, max: 86_400 }).optional().describe('How often it reads. Default: `interval` above.'),
  deadline: duration({ min: 0.01, max: 3_600 })
    .optional()
    .describe('How long one reading may take. Default: `deadline` above.'),
});

/** The schema of the whole configuration: the agent's settings, `collectors.<name>`, `actions.<name>` and `<exporter>`. */
export function configSchema({ collectors, exporters, actions }: Parts): z.ZodObject {
  const ofCollectors = Object.fromEntries(
    collectors.map((part) => [part.name, sectionOf(part, collectorSettings.shape)]),
  );
  const ofExporters = Object.fromEntries(exporters.map((part) => [part.name, sectionOf(part, {})]));
  const ofActions = Object.fromEntries(actions.map((part) => [part.name, sectionOf(part, actionSettings.shape)]));
  for (const name of Object.keys(ofExporters)) {
    if (name === 'collectors' || name === 'actions' || name in agentSettings.shape)
      throw new TypeError(`an exporter can't be named ${name}`);
  }
  const allCollectors = z.strictObject(ofCollectors).prefault({}).describe('What is watched.');
  const allActions = z.strictObject(ofActions).prefault({}).describe('What may be done about alerts.');
  return z.strictObject({ ...agentSettings.shape, collectors: allCollectors, actions: allActions, ...ofExporters });
}

function sectionOf({ name, help, settings }: Parts['collectors'][number], common: z.core.$ZodLooseShape): z.ZodType {
  if (!(settings instanceof z.ZodObject)) throw new TypeError(`the settings of ${name} must be an object schema`);
  const added = Object.entries(common).filter(([key]) => !(key in settings.shape));
  return settings.safeExtend(Object.fromEntries(added)).strict().prefault({}).describe(help);
}
