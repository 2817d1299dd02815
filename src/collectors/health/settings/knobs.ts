import { z } from 'zod';
import { duration } from '../../../core/duration.ts';
import { ownAddress } from './addresses.ts';

const inARow = z.int().min(1).max(100);
/** IFNAMSIZ of the kernel has room for 15 characters. */
const device = z.string().regex(/^[^\s/]{1,15}$/, 'expected the name of a network device, at most 15 characters');

/** What every monitor has, whatever it asks. */
export const knobs = {
  delay: duration({ min: 0.1, max: 86_400 })
    .prefault('5s')
    .describe('From the beginning of one check of a member to that of the next.'),
  timeout: duration({ min: 0.01, max: 86_400 })
    .optional()
    .describe(
      'How long one whole check may take; not longer than `delay`. Default: 3s, or `delay` where that is less.',
    ),
  max_retries: inARow
    .default(3)
    .describe(
      '`rise` and `fall` where they are not given. The max_retries of Octavia is `rise`, its max_retries_down is `fall`.',
    ),
  rise: inARow
    .optional()
    .describe('How many checks in a row have to pass before a member is ACTIVE. Default: `max_retries`.'),
  fall: inARow
    .optional()
    .describe('How many checks in a row have to fail before a member is INACTIVE. Default: `max_retries`.'),
  source: ownAddress.optional().describe('Address of this machine from which checks go out.'),
  interface: device.optional().describe('Network device through which checks go out.'),
  vrf: device.optional().describe('VRF in which checks go out.'),
  netns: z
    .string()
    .regex(/^[^\s/]+$/, 'expected the name of a network namespace, as `ip netns` shows it')
    .optional()
    .describe("Network namespace from which checks go out. Default: the agent's own."),
} as const;

const DEFAULT_TIMEOUT = 3;

type Knobs = {
  readonly delay: number;
  readonly timeout?: number | undefined;
  readonly max_retries: number;
  readonly rise?: number | undefined;
  readonly fall?: number | undefined;
  readonly interface?: string | undefined;
  readonly vrf?: string | undefined;
};

/** What the knobs say together: seconds, and checks in a row. */
export function timingOf({ delay, timeout, max_retries, rise, fall }: Knobs) {
  return {
    delay,
    timeout: timeout ?? Math.min(delay, DEFAULT_TIMEOUT),
    rise: rise ?? max_retries,
    fall: fall ?? max_retries,
  };
}

/** Refuses knobs that contradict each other. */
export function checkKnobs(
  { delay, timeout, interface: through, vrf }: Knobs,
  refuse: (name: string, message: string) => void,
): void {
  if (timeout !== undefined && timeout > delay) {
    refuse('timeout', 'expected at most delay, so that one check is over before the next begins');
  }
  if (through !== undefined && vrf !== undefined) refuse('vrf', 'expected either interface or vrf');
}
