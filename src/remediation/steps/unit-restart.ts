import { z } from 'zod';
import { serviceName } from '../../systemd/names.ts';
import { showUnit } from '../../systemd/show-unit.ts';
import { defineStepKind } from '../step.ts';

const args = z.strictObject({
  unit: z.string().regex(serviceName, 'expected the name of a service such as ovs-vswitchd.service'),
  /** The invocation that the plan was made for (systemd.exec(5), $INVOCATION_ID); empty for a unit that was never started. */
  invocation: z.string().regex(/^[0-9a-f]{0,32}$/, 'expected an invocation id of systemd'),
});

/**
 * Has systemd restart a service. Its invocation stands for what it is now: once anybody has started it anew, it is not
 * restarted again.
 */
export const unitRestart = defineStepKind({
  kind: 'unit-restart',
  help: 'Asks systemd to restart a service, unless somebody has started it anew meanwhile or a job for it would be turned around.',
  args,
  describe: ({ unit }) => `systemctl restart ${unit}`,
  expected: ({ invocation }) => invocation,
  current: async (host, { unit }, signal) => (await showUnit(host, unit, signal)).invocation,
  // What comes of it is seen by looking: stopping a daemon that hangs takes as long as its unit allows.
  carryOut: async (hands, { unit }, signal) => {
    const options = ['--no-block', '--job-mode=fail', '--no-ask-password', '--quiet'];
    await hands.run('', ['systemctl', 'restart', ...options, '--', unit], signal);
  },
});
