import { z } from 'zod';
import { duration } from '../../core/duration.ts';

const path = z.string().regex(/^\//, { error: 'expected an absolute path' });

/** What can be set about keepalived. */
export const keepalivedSettings = z.strictObject({
  pid_files: z
    .array(path)
    .default(['/run/keepalived.pid', '/run/keepalived/*.pid'])
    .describe(
      'Process id files of keepalived, each process by the name of its file; in the name of the file `*` and `?` are wildcards. Those of its children are told apart.',
    ),
  refresh: duration({ min: 1 })
    .prefault('30s')
    .describe(
      'How often keepalived is made to write what it knows, by a signal: it logs a line each time. It is also made to when its addresses come or go and when a link changes.',
    ),
  answer_deadline: duration({ min: 0.05, max: 60 })
    .prefault('1s')
    .describe('How long it may take to write that before it counts as hung; less than the deadline of the collector.'),
  directory: path
    .default('/tmp')
    .describe('Where keepalived writes it, as it sees it itself (its own /tmp with PrivateTmp).'),
});

export type KeepalivedSettings = z.output<typeof keepalivedSettings>;
