import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { parseHttpAddress } from '../../remote/http-address.ts';

const addressForms =
  'https://host/base or http://host:8080, without user and password (they have settings of their own)';

const text = z.string().min(1);
const file = (what: string) => text.optional().describe(`${what} It is read again for every request.`);

const tlsSettings = z.strictObject({
  ca_file: file(
    "PEM file of the authorities that may have signed the server's certificate. Default: those of Node.js.",
  ),
  cert_file: file('PEM file with the certificate that the agent shows to the server.'),
  key_file: file('PEM file with the private key of that certificate.'),
  server_name: text
    .optional()
    .describe("The name that the server's certificate must have. Default: the host in `url`."),
  verify: z
    .boolean()
    .default(true)
    .describe("Whether the server's certificate is checked. Without that, anybody on the way can grant leases."),
});

/** What can be set about the limit of how many hosts of a fleet are acted upon at the same time. */
export const fleetSettings = z
  .strictObject({
    url: z
      .string()
      .refine((url) => parseHttpAddress(url) !== undefined, `expected ${addressForms}`)
      .optional()
      .describe(
        `A server of the FleetLock protocol (airlock and others), which is asked for a lease before anything is changed: ${addressForms}. Without it hosts do not wait for each other.`,
      ),
    id: text
      .max(255)
      .optional()
      .describe('Name of this host there, where no other may have it. Default: the host name.'),
    group: z
      .string()
      .regex(/^[a-zA-Z0-9.-]{1,255}$/, 'expected letters, digits, dots and dashes')
      .default('default')
      .describe('Group of hosts that share a number of leases.'),
    timeout: duration({ min: 0.1, max: 300 })
      .prefault('10s')
      .describe('How long the server may take to answer. After that nothing is done.'),
    username: text.optional().describe('User name for basic authentication.'),
    username_file: file('File with the user name, in place of `username`.'),
    password_file: file('File with the password.'),
    token_file: file('File with a bearer token, in place of a user name and a password.'),
    tls: tlsSettings.prefault({}).describe('TLS, for a server at https://.'),
  })
  .superRefine((settings, context) => {
    const refuse = (path: readonly string[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const { url, username, username_file, password_file, token_file, tls } = settings;
    const user = username ?? username_file;
    if (username && username_file) refuse(['username_file'], 'expected either username or username_file');
    if (password_file && !user) refuse(['username'], 'expected a user name beside the password');
    if (token_file && user) refuse(['token_file'], 'expected either a user name or a token');
    if (tls.cert_file && !tls.key_file) refuse(['tls', 'key_file'], 'expected the key of cert_file');
    if (tls.key_file && !tls.cert_file) refuse(['tls', 'cert_file'], 'expected the certificate of key_file');
    const wantsTls = Object.entries(tls).find(([name, value]) => (name === 'verify' ? !value : value !== undefined));
    if (url?.startsWith('http:') && wantsTls) {
      refuse(['tls', wantsTls[0]], 'expected no TLS settings for a server at http://; https:// speaks TLS');
    }
  });

export type FleetSettings = z.output<typeof fleetSettings>;
