import { z } from 'zod';
import { isAbsent } from '../../core/errors.ts';
import {
  ABSENT,
  ownSysctlPath,
  ownSysctlSettings,
  ownSysctlText,
  settingsOfOwnFile,
} from '../../core/own-sysctl-file.ts';
import type { Host } from '../../host/host.ts';
import { defineStepKind } from '../step.ts';

/**
 * What such a file may say, in one line (`net.netfilter.nf_conntrack_max=131072`), or that there is none. What it is now
 * has to be of this form too: a file that somebody else has written, or changed, is never touched.
 */
const settings = z
  .string()
  .regex(
    ownSysctlSettings,
    'expected "absent", or settings of connection tracking such as net.netfilter.nf_conntrack_max=131072',
  );

const args = z.strictObject({
  path: z.string().regex(ownSysctlPath, 'expected a .conf file in /etc/sysctl.d or /usr/local/lib/sysctl.d'),
  settings,
  expected: settings,
});

/** Keeps kernel settings over reboots, in a file of our own. */
export const sysctlFile = defineStepKind({
  kind: 'sysctl-file',
  help: 'Writes or removes a file of its own in sysctl.d, so that kernel settings are kept over reboots.',
  args,
  describe: ({ path, settings, expected }) =>
    settings === ABSENT ? `remove ${path} (says ${expected})` : `write ${settings} to ${path} (${was(expected)})`,
  setting: ({ path, settings }) => ({ name: `file ${path}`, value: settings }),
  expected: ({ expected }) => expected,
  current: async (host, { path }, signal) => await settingsIn(host, path, signal),
  carryOut: async (hands, { path, settings }, signal) => {
    if (settings === ABSENT) await hands.removeFile(path, signal);
    else await hands.putFile(path, ownSysctlText(settings), signal);
  },
});

function was(expected: string): string {
  return expected === ABSENT ? 'is not there' : `says ${expected}`;
}

async function settingsIn(host: Host, path: string, signal: AbortSignal): Promise<string> {
  try {
    return settingsOfOwnFile(await host.readText(path, signal));
  } catch (error) {
    if (isAbsent(error)) return ABSENT;
    throw error;
  }
}
