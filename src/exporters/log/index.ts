import type { Logger } from 'pino';
import { z } from 'zod';
import type { CloudEvent, Severity } from '../../core/event.ts';
import { defineExporter } from '../exporter.ts';

/** From the least to the worst. */
const SEVERITIES = ['info', 'notice', 'warning', 'critical'] as const satisfies readonly Severity[];

export const logSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether events are logged.'),
  severity: z.enum(SEVERITIES).default('info').describe('The least severe events that are logged.'),
});

const LEVELS = { info: 'info', notice: 'info', warning: 'warn', critical: 'error' } as const satisfies Record<
  Severity,
  string
>;

/** Every event as one line of the agent's log. Its JSON form has the event, without its data, in the field `event`. */
export const exporter = defineExporter({
  name: 'event_log',
  help: 'Events as lines of the log: time, severity, type, subject and message.',
  settings: logSettings,
  metrics: [],
  start({ bus, log }, { enabled, severity }) {
    if (!enabled) return undefined;
    const least = SEVERITIES.indexOf(severity);
    const unsubscribe = bus.on('events', (events) => {
      for (const event of events) if (SEVERITIES.indexOf(event.severity) >= least) write(log, event);
    });
    return { stop: async () => void unsubscribe() };
  },
});

function write(log: Logger, { id, type, subject, severity, time, sequence, data }: CloudEvent): void {
  log[LEVELS[severity]]({ event: { id, sequence, time, type, subject, severity } }, data.message);
}
