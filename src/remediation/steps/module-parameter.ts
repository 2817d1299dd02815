import { z } from 'zod';
import { defineStepKind } from '../step.ts';

/** The parameters that an action may write, each with the sysctl that shows and, on newer kernels, sets the same. */
const SHOWN_BY = { 'nf_conntrack hashsize': 'net.netfilter.nf_conntrack_buckets' } as const;

const size = z.int().min(1).max(2_147_483_647);

const args = z.strictObject({ parameter: z.literal('nf_conntrack hashsize'), value: size, expected: size });

/**
 * Writes a parameter of a module that is loaded. Kernels before 4.8 take the number of buckets by this door only
 * (net/netfilter/nf_conntrack_core.c `nf_conntrack_set_hashsize`). It goes by the name of its sysctl, as it is the same.
 */
export const moduleParameter = defineStepKind({
  kind: 'module-parameter',
  help: 'Writes a parameter of a kernel module, while it still has the value that the plan was made for.',
  args,
  describe: ({ parameter, value, expected }) => `write ${value} to ${pathOf(parameter)} (is ${expected})`,
  setting: ({ parameter, value }) => ({ name: `sysctl ${SHOWN_BY[parameter]}`, value: String(value) }),
  expected: ({ expected }) => String(expected),
  current: async (host, { parameter }, signal) => (await host.readText(pathOf(parameter), signal)).trim(),
  carryOut: async (hands, { parameter, value }, signal) =>
    await hands.write('', pathOf(parameter), `${value}\n`, signal),
});

function pathOf(parameter: string): string {
  const [module, name] = parameter.split(' ');
  return `/sys/module/${module}/parameters/${name}`;
}
