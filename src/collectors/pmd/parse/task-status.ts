import { ParseError } from '../../../core/errors.ts';
import { integer, linesOf } from '../../../core/text.ts';
import type { ContextSwitches } from '../reading.ts';

export type Task = {
  /** The core of the PMD that the thread is; `undefined` for every other thread. */
  readonly core: number | undefined;
  readonly switches: ContextSwitches;
};

// pmd-c01/id:9, cut off after 15 characters
const NAMED_BY_CORE = /^pmd-c(\d+)\//;
// pmd8, up to 2.12
const NAMED_BY_NUMBER = /^pmd\d+$/;
const SINGLE = /^\d+$/;

/**
 * A thread of ovs-vswitchd, from `/proc/<pid>/task/<tid>/status` (proc_pid_status(5)). Its name tells the core of a PMD
 * (ovs, lib/dpif-netdev.c `pmd_thread_main`); older versions number their PMDs, which run on one core alone.
 */
export function parseTaskStatus(text: string, file: string): Task {
  const fields = new Map<string, { readonly value: string; readonly line: number }>();
  for (const [index, line] of linesOf(text).entries()) {
    const colon = line.indexOf(':');
    fields.set(line.slice(0, colon), { value: line.slice(colon + 1).trim(), line: index + 1 });
  }
  const count = (name: string) => {
    const field = fields.get(name);
    if (field === undefined) throw new ParseError(file, 0, `a line ${name}`);
    return integer(field.value, { file, line: field.line }, `the number of ${name}`);
  };
  const name = fields.get('Name')?.value ?? '';
  const cpus = fields.get('Cpus_allowed_list')?.value ?? '';
  const numbered = NAMED_BY_NUMBER.test(name) && SINGLE.test(cpus) ? cpus : undefined;
  const core = NAMED_BY_CORE.exec(name)?.[1] ?? numbered;
  return {
    core: core === undefined ? undefined : Number(core),
    switches: { involuntary: count('nonvoluntary_ctxt_switches'), voluntary: count('voluntary_ctxt_switches') },
  };
}
