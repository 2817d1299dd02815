import { z } from 'zod';
import { duration } from '../../core/duration.ts';

const globs = (what: string, example: string, cost = '') =>
  z
    .strictObject({
      include: z
        .array(z.string().min(1))
        .default([])
        .describe(
          `Patterns such as \`${example}\`. When there are any, a device is watched only if ${what} fits one of them.`,
        ),
      exclude: z
        .array(z.string().min(1))
        .default([])
        .describe(`Patterns. A device is left out if ${what} fits one of them, even when it is included.${cost}`),
    })
    .prefault({});

const COST =
  ' Each device that is watched costs about 25 series and 3 kB of memory; one left out by name costs next to nothing.';

/** What can be set about network devices. Which namespaces can be read at all is a setting of the host. */
export const interfaceSettings = z.strictObject({
  names: globs('its name', 'eth*', COST).describe('Devices to watch, by name.'),
  kinds: globs('its kind (physical, bond, bridge, vlan, vxlan, veth, tap, … as the kernel says)', 'veth').describe(
    'Devices to watch, by kind.',
  ),
  namespaces: globs('its network namespace (not that of the host itself, which always is watched)', 'cni-*').describe(
    "Named network namespaces whose devices are watched. The host's own always is.",
  ),
  resync: duration({ min: 1 })
    .prefault('30s')
    .describe(
      'How often all devices are described anew (by the program ip), besides at each notification of the kernel: what no notification tells, queues and learned addresses are at most this old.',
    ),
  queues: z
    .boolean()
    .default(true)
    .describe('Drops and backlog of the queueing disciplines (by the program tc, at `resync`).'),
  learned_addresses: z
    .boolean()
    .default(true)
    .describe(
      'Learned addresses of bridge ports (by the program bridge, at `resync`). 100,000 addresses take about a tenth of a second of CPU each time.',
    ),
  local_ports: z
    .enum(['off', 'host', 'all'])
    .default('host')
    .describe(
      "Local ports in use (by the program ss, at `resync`): of the host's own namespace or of all. Counting never takes more than about a hundredth of the time: with very many sockets it is done less often.",
    ),
});

export type InterfaceSettings = z.output<typeof interfaceSettings>;
