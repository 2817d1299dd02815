import { z } from 'zod';
import { runDirectories } from '../../ovs/run-directories.ts';

const globs = (help: string) => z.array(z.string().min(1)).describe(help);

/** What can be set about DPDK processes. */
export const dpdkSettings = z.strictObject({
  runtime_directories: globs(
    "Where DPDK's directory of each process is looked for, as `<directory>/dpdk/<file prefix>`. Processes put it below RUNTIME_DIRECTORY (systemd), else below /run for root, else below XDG_RUNTIME_DIR or /tmp. Those of logged-in users (/run/user/*) are always looked at.",
  ).default(['/run', '/run/openvswitch', '/tmp']),
  run_directories: runDirectories,
  extended_statistics: globs(
    "Patterns of extended statistics to export, which every driver has of its own. Only numbers other than 0 are, as there may be hundreds for each port. What the port's own metrics say already (packets, bytes, errors, per queue too) is left out.",
  ).default([
    '*drop*',
    '*discard*',
    '*err*',
    '*fail*',
    '*miss*',
    '*pause*',
    '*pfc*',
    '*crc*',
    '*out_of_buffer*',
    '*wqe*',
  ]),
});

export type DpdkSettings = z.output<typeof dpdkSettings>;
