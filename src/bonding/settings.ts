import { z } from 'zod';
import { duration } from '../core/duration.ts';
import { obstacles } from './assess/obstacles.ts';

const address = z.union([z.ipv4(), z.ipv6()], { error: 'expected an IPv4 or IPv6 address' });

/** What can be set about looking at a bond and judging its standby; part of the settings of each action on bonds. */
export const lookSettings = {
  targets: z
    .array(
      z.strictObject({
        bond: z
          .string()
          .min(1)
          .describe('The bond: bond0, blue:bond0 in the network namespace blue, ovs/bond0 for one of Open vSwitch.'),
        address: address.describe('A neighbour behind it, in the same network segment.'),
        vlan: z.int().min(1).max(4094).optional().describe('The VLAN in which it is reached; none when left out.'),
      }),
    )
    .default([])
    .describe(
      'Neighbours that are asked through each link of a bond whether the path behind it is alive. A bond that has none here is proven by its ARP targets and by the gateways of the routes that lead over it.',
    ),
  tries: z.int().min(1).max(20).default(3).describe('How often a neighbour is asked that does not answer.'),
  wait: duration({ min: 0.01, max: 10 }).prefault('300ms').describe('How long an answer is waited for each time.'),
  watch: duration({ max: 30 })
    .prefault('500ms')
    .describe('How long the error counters of the links are watched during a look.'),
  steady_for: duration({ max: 86_400 })
    .prefault('2m')
    .describe('How long the link of a standby must not have changed to be trusted.'),
  error_rate: z
    .number()
    .positive()
    .default(4)
    .describe('So many receive and transmit errors a second make a link a bad one.'),
  accept: z.array(z.enum(obstacles)).default(['same-switch']).describe('Obstacles that are told and do not count.'),
};

const shape = z.strictObject(lookSettings);
export type LookSettings = z.output<typeof shape>;
