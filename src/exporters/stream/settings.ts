import { z } from 'zod';
import { duration } from '../../core/duration.ts';

export const streamSettings = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether the HTTP server has the event stream `/events` and the page `/events.json`.'),
  max_readers: z
    .int()
    .min(1)
    .max(10_000)
    .default(32)
    .describe('Readers of the stream at the same time; further ones are told to come again.'),
  keep_alive: duration({ min: 1, max: 3_600 })
    .prefault('15s')
    .describe('How often a quiet stream sends a comment, so that nobody takes the connection for dead.'),
  max_behind: z
    .int()
    .min(1)
    .max(100_000_000)
    .default(10_000)
    .describe('A reader that takes nothing while this many events wait for it is cut off; it can resume.'),
});

export type StreamSettings = z.output<typeof streamSettings>;
