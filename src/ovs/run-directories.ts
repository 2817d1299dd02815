import { z } from 'zod';

/** The setting of every collector of Open vSwitch that says where its daemons are. */
export const runDirectories = z
  .array(z.string().startsWith('/'))
  .default([])
  .describe(
    'Run directories of the daemons. Empty: where the daemons themselves look, OVS_RUNDIR or else /run/openvswitch.',
  );
