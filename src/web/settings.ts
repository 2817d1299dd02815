import { z } from 'zod';
import { duration } from '../core/duration.ts';
import { listenAddressForms, parseListenAddress } from './listen-address.ts';

export const webSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether the agent has an HTTP server at all.'),
  listen: z
    .string()
    .refine((text) => parseListenAddress(text) !== undefined, `expected ${listenAddressForms}`)
    .default(':9479')
    .describe(
      'Where the HTTP server listens: `:9479` (every address, IPv6 and IPv4), `127.0.0.1:9479`, `[::1]:9479` or the path of a unix socket.',
    ),
  config_file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Web configuration file in the format that Prometheus exporters share, for TLS and passwords. It and the files it names are read again when they have changed.',
    ),
  max_connections: z
    .int()
    .min(1)
    .max(65_536)
    .default(256)
    .describe('Connections served at the same time; further ones are closed at once.'),
  request_timeout: duration({ min: 1, max: 3_600 })
    .prefault('10s')
    .describe('How long a client may take to send a request, and to answer in the TLS handshake.'),
  idle_timeout: duration({ min: 1, max: 86_400 })
    .prefault('2m')
    .describe('How long a connection may lie idle, or an answer go unread, before it is closed.'),
});

export type WebSettings = z.output<typeof webSettings>;
