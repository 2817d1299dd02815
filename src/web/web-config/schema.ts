import { z } from 'zod';
import { parseDuration } from '../../core/duration.ts';
import { cipherSuites, curves, tlsVersions } from './go-names.ts';

/** `$2y$10$` and 53 characters of salt and hash, as `htpasswd -nB` prints them. */
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;
/** A duration of Go: `1s`, `1m30s`, `250ms`, `0`. Its other units, `us` and `ns`, are of no use here. */
const GO_DURATION = /^0$|^(?:\d+(?:\.\d+)?h)?(?:\d+(?:\.\d+)?m(?!s))?(?:\d+(?:\.\d+)?s)?(?:\d+(?:\.\d+)?ms)?$/;
/** What Node lets into a header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const INTERVAL = 'a duration such as 1s or 250ms, or 0';
const section = { error: 'a section of keys and values' };
const text = z.string({ error: 'a text' }).min(1, 'a text that is not empty');
const flag = z.boolean({ error: 'true or false' });
const header = z.string({ error: 'a text' }).regex(HEADER_VALUE, 'a text that fits on one line');

function oneOf<const Names extends Readonly<Record<string, unknown>>>(names: Names) {
  const known = Object.keys(names);
  return z.custom<keyof Names & string>((name) => typeof name === 'string' && Object.hasOwn(names, name), {
    error: `one of ${known.join(', ')}`,
  });
}

const clientAuthTypes = {
  NoClientCert: true,
  RequestClientCert: true,
  RequireAnyClientCert: true,
  RequireClientCert: true,
  VerifyClientCertIfGiven: true,
  RequireAndVerifyClientCert: true,
} as const;

const tlsServerConfig = z.strictObject(
  {
    cert: text.optional(),
    key: text.optional(),
    client_ca: text.optional(),
    cert_file: text.optional(),
    key_file: text.optional(),
    client_ca_file: text.optional(),
    client_auth_type: oneOf(clientAuthTypes).default('NoClientCert'),
    client_allowed_sans: z.array(text, { error: 'a list of names' }).min(1, 'at least one name').optional(),
    min_version: oneOf(tlsVersions).default('TLS12'),
    max_version: oneOf(tlsVersions).default('TLS13'),
    cipher_suites: z.array(oneOf(cipherSuites), { error: 'a list of cipher suites' }).default([]),
    prefer_server_cipher_suites: flag.default(true),
    curve_preferences: z.array(oneOf(curves), { error: 'a list of curves' }).default([]),
  },
  section,
);

export type TlsServerConfig = z.infer<typeof tlsServerConfig>;

const httpServerConfig = z.strictObject(
  {
    http2: z.literal(false, { error: 'false (HTTP/2 is not supported)' }).default(false),
    headers: z
      .strictObject(
        {
          'Content-Security-Policy': header.optional(),
          'X-Frame-Options': z.enum(['deny', 'sameorigin', ''], { error: 'deny, sameorigin or nothing' }).optional(),
          'X-Content-Type-Options': z.enum(['nosniff', ''], { error: 'nosniff or nothing' }).optional(),
          'X-XSS-Protection': header.optional(),
          'Strict-Transport-Security': header.optional(),
        },
        section,
      )
      .nullish(),
  },
  section,
);

const rateLimit = z.strictObject(
  {
    interval: z
      .union([z.literal(0), z.string().min(1).regex(GO_DURATION, INTERVAL)], { error: INTERVAL })
      .transform((value) => (value === 0 ? 0 : (parseDuration(value) ?? 0))),
    burst: z.int({ error: 'a whole number' }).min(0, 'a whole number').default(0),
  },
  section,
);

const users = z.record(
  z.string().regex(/^[^:]+$/, 'a user name without a colon'),
  z.string({ error: 'a bcrypt hash' }).regex(BCRYPT, 'a bcrypt hash such as htpasswd -nB prints'),
  { error: 'user names and bcrypt hashes' },
);

/**
 * The file format that Prometheus exporters share:
 * https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md
 * Messages say what is expected. What the format has and this server has not is refused here.
 */
export const webConfigSchema = z
  .strictObject(
    {
      tls_server_config: tlsServerConfig.superRefine(checkTls).nullish(),
      http_server_config: httpServerConfig.nullish(),
      basic_auth_users: users.nullish(),
      rate_limit: rateLimit
        .refine(({ interval, burst }) => interval === 0 || burst > 0, { path: ['burst'], error: 'at least 1' })
        .nullish(),
    },
    section,
  )
  .nullable();

export type WebConfigFile = z.infer<typeof webConfigSchema>;

function checkTls(config: TlsServerConfig, context: z.RefinementCtx): void {
  const expect = (key: keyof TlsServerConfig, message: string, holds: boolean) => {
    if (!holds) context.addIssue({ code: 'custom', path: [key], message });
  };
  for (const key of ['cert', 'key', 'client_ca'] as const) {
    const both = config[key] !== undefined && config[`${key}_file`] !== undefined;
    expect(key, `either ${key} or ${key}_file, not both`, !both);
  }
  expect('cert_file', 'cert_file or cert', (config.cert ?? config.cert_file) !== undefined);
  expect('key_file', 'key_file or key', (config.key ?? config.key_file) !== undefined);
  expect('max_version', 'no version below min_version', config.min_version <= config.max_version);

  const authority = (config.client_ca ?? config.client_ca_file) !== undefined;
  const asked = config.client_auth_type !== 'NoClientCert';
  const verified = /Verify/.test(config.client_auth_type);
  const required = /^Require/.test(config.client_auth_type);
  expect('client_ca_file', `client_ca_file or client_ca for ${config.client_auth_type}`, authority || !verified);
  expect('client_auth_type', 'a type that asks for certificates, as there is a client CA', asked || !authority);
  expect(
    'client_allowed_sans',
    'client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert beside it',
    required || config.client_allowed_sans === undefined,
  );
}
