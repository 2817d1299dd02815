import { basename } from 'node:path';
import { ParseError } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import { fieldsOf, listOf } from './fields.ts';

/** What a process says of itself. */
export type About = {
  /** `DPDK 22.11.11` */
  readonly version: string;
  /** In the process's own pid namespace. */
  readonly pid: number;
};

/** `{"version":"DPDK 22.11.11","pid":1379,"max_output_len":16384}` (lib/telemetry/telemetry.c). */
export function parseAbout(command: string, answer: Json): About {
  const { text, number } = fieldsOf(command, answer);
  return { version: text('version'), pid: number('pid') };
}

/** The parameters of the Environment Abstraction Layer, the program's name first (lib/eal/common/eal_common_options.c). */
export type Parameters = {
  /** Without its directory; `undefined` when not told. */
  readonly application: string | undefined;
  /** As on the command line, with spaces between. */
  readonly line: string;
};

export function parseParameters(command: string, answer: Json): Parameters {
  const [program, ...rest] = listOf(command, answer, 'string');
  return { application: program === undefined ? undefined : basename(program), line: rest.join(' ') };
}

// HugetlbPages:	 2097152 kB
const HUGETLB = /^HugetlbPages:\s+(\d+) kB$/m;
// Name:	ovs-vswitchd
const NAME = /^Name:\t(.*)$/m;
/** TASK_COMM_LEN without the closing zero */
const LONGEST_NAME = 15;

/**
 * Bytes in hugepages out of /proc/<pid>/status (proc_pid_status(5)). A process in another pid namespace tells an id that
 * is somebody else's here, so nothing is believed of one that has another name.
 */
export function hugetlbBytes(file: string, status: string, application: string | undefined): number | undefined {
  const [, name] = NAME.exec(status) ?? [];
  const [, kilobytes] = HUGETLB.exec(status) ?? [];
  if (name === undefined) throw new ParseError(file, 0, 'a Name', status);
  // A kernel without hugepages has no such line.
  if (kilobytes === undefined || name !== application?.slice(0, LONGEST_NAME)) return undefined;
  return Number(kilobytes) * 1024;
}
