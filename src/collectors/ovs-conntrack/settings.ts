import { z } from 'zod';
import { runDirectories } from '../../ovs/run-directories.ts';

/** What can be set about the connection tracking of the userspace datapath. */
export const ovsConntrackSettings = z.strictObject({ run_directories: runDirectories });

export type OvsConntrackSettings = z.output<typeof ovsConntrackSettings>;
