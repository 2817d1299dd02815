import { z } from 'zod';
import { alertSettings } from '../alerts/settings.ts';
import { byteSize } from '../core/byte-size.ts';
import { duration } from '../core/duration.ts';
import { remediationSettings } from '../remediation/settings.ts';
import { webSettings } from '../web/settings.ts';

const names = z.array(z.string().min(1));
/** A tenth of a second is as often as reading a busy host makes sense; a day as seldom. */
const period = duration({ min: 0.1, max: 86_400 });

/** What can be set about the agent itself, beside its collectors and exporters. */
export const agentSettings = z.strictObject({
  host: z
    .strictObject({
      name: z
        .string()
        .regex(/^[^\s/+#]+$/, 'expected a name without spaces and without the characters / + #')
        .optional()
        .describe("The host's name in events and topics. Default: what the kernel says."),
    })
    .prefault({})
    .describe('The host that is watched.'),
  state_directory: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Where the event store is kept. Default: $STATE_DIRECTORY where systemd sets it, else /var/lib/netsteward for root and $XDG_STATE_HOME/netsteward (~/.local/state/netsteward) for others.',
    ),
  interval: period.prefault('5s').describe('How often collectors read the host when nothing is announced.'),
  deadline: duration({ min: 0.01, max: 3_600 })
    .prefault('3s')
    .describe('How long one reading of a collector may take before it counts as failed.'),
  read_deadline: duration({ min: 0.01, max: 3_600 })
    .prefault('1s')
    .describe(
      'How long one file of the kernel is waited for; what belongs to it is then left out and the rest goes on.',
    ),
  namespaces: z
    .strictObject({
      include: names.default(['*']).describe('Names of network namespaces to look into; `*` and `?` are wildcards.'),
      exclude: names.default([]).describe('Names to leave out of those.'),
      processes: z
        .boolean()
        .default(false)
        .describe('Whether to look into namespaces that have no name but processes in them, as containers have.'),
      limit: z
        .int()
        .min(0)
        .max(10_000)
        .default(256)
        .describe('How many namespaces are looked into at most; each costs a small process.'),
    })
    .prefault({})
    .describe("Network namespaces beside the agent's own. Named ones are those of `ip netns`."),
  log: z
    .strictObject({
      level: z
        .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('The least that is logged.'),
      format: z
        .enum(['auto', 'pretty', 'json'])
        .default('auto')
        .describe('Readable lines, or a JSON object on each. `auto`: readable on a terminal, JSON otherwise.'),
    })
    .prefault({})
    .describe('The log, on standard output.'),
  events: z
    .strictObject({
      max_age: duration({ min: 60 }).prefault('30d').describe('Events older than this are deleted.'),
      max_count: z.int().min(100).max(100_000_000).default(1_000_000).describe('How many events are kept.'),
      max_size: byteSize({ min: 2 ** 20 })
        .prefault('256MiB')
        .describe('How large the event store may grow.'),
    })
    .prefault({})
    .describe('Bounds of the event store; the oldest events go first.'),
  alerts: alertSettings.prefault({}).describe('Alerting rules, evaluated on this host.'),
  remediation: remediationSettings.prefault({}).describe('Actions about alerts, all of them together.'),
  web: webSettings.prefault({}).describe('The HTTP server for metrics, health and the event stream.'),
});

export type AgentSettings = z.output<typeof agentSettings>;
