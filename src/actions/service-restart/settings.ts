import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { runDirectories } from '../../ovs/run-directories.ts';
import { serviceName } from '../../systemd/names.ts';

const unit = z.strictObject({
  unit: z
    .string()
    .regex(serviceName, 'expected the name of a service such as ovs-vswitchd.service')
    .describe('Name of the service, with its ending.'),
  watches: z.literal('ovs-vswitchd').describe('The daemon that the service runs.'),
  daemon: z
    .string()
    .default('')
    .describe('Which one, where there are several: its run directory, or nothing for that of the first run directory.'),
});

/** What can be set about restarting services. */
export const restartSettings = z.strictObject({
  units: z
    .array(unit)
    .min(1)
    .default([
      { unit: 'ovs-vswitchd.service', watches: 'ovs-vswitchd', daemon: '' },
      { unit: 'openvswitch-switch.service', watches: 'ovs-vswitchd', daemon: '' },
    ])
    .describe(
      'The only services that may be restarted. Of several for one daemon it is that in which the daemon runs, or else the first that systemd knows.',
    ),
  run_directories: runDirectories,
  answer_deadline: duration({ min: 0.1, max: 5 })
    .prefault('3s')
    .describe('A daemon that accepts a connection and says nothing for so long, twice in a row, hangs.'),
  steady: duration({ max: 3_600 })
    .prefault('10s')
    .describe('How long the service has to run without ending again before the restart counts as a success.'),
});

export type RestartSettings = z.output<typeof restartSettings>;
