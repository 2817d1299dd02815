import { z } from 'zod';
import { defineStepKind } from '../step.ts';

/** The sysctls that an action may write, all of them whole numbers (Documentation/networking/nf_conntrack-sysctl.rst). */
const WRITABLE = ['net.netfilter.nf_conntrack_max', 'net.netfilter.nf_conntrack_buckets'] as const;

const size = z.int().min(1).max(2_147_483_647);

const args = z.strictObject({ name: z.enum(WRITABLE), value: size, expected: size });

/** Writes a kernel setting of the agent's own network namespace. */
export const sysctl = defineStepKind({
  kind: 'sysctl',
  help: 'Writes a kernel setting (sysctl), while it still has the value that the plan was made for.',
  args,
  describe: ({ name, value, expected }) => `write ${value} to ${name} (is ${expected})`,
  setting: ({ name, value }) => ({ name: `sysctl ${name}`, value: String(value) }),
  expected: ({ expected }) => String(expected),
  current: async (host, { name }, signal) => (await host.readText(pathOf(name), signal)).trim(),
  carryOut: async (hands, { name, value }, signal) => await hands.write('', pathOf(name), `${value}\n`, signal),
});

function pathOf(name: string): string {
  return `/proc/sys/${name.replaceAll('.', '/')}`;
}
