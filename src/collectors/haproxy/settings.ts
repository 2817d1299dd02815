import { z } from 'zod';
import { duration } from '../../core/duration.ts';

/** What can be set about HAProxy. */
export const haproxySettings = z.strictObject({
  sockets: z
    .array(z.string().min(1))
    .default(['/run/haproxy/*.sock', '/run/haproxy*.sock', '/var/lib/haproxy/stats', '/var/lib/octavia/*.sock'])
    .describe(
      'Stats sockets and master sockets (`-S`) of HAProxy: paths, in which `*` and `?` are wildcards, or `address:port` for TCP. A process that is reached by several goes by the first. With several processes of one HAProxy (nbproc) give each a socket of its own (`process 1`).',
    ),
  answer_deadline: duration({ min: 0.05, max: 60 })
    .prefault('1s')
    .describe(
      'How long a process may take to answer before it counts as hung; less than the deadline of the collector.',
    ),
  listeners: z
    .boolean()
    .default(true)
    .describe(
      'Whether to export figures of each listening address, which HAProxy has where `option socket-stats` is set.',
    ),
  server_details: z
    .boolean()
    .default(true)
    .describe(
      'Whether to export all figures of each server, about 60; otherwise its state, last check, weight, sessions, queue and errors, about 15.',
    ),
});

export type HaproxySettings = z.output<typeof haproxySettings>;
