import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { parseHttpAddress } from '../../remote/http-address.ts';

const addressForms =
  'http://host:9093 or https://host:9093/prefix, without user and password (they have settings of their own)';

const text = z.string().min(1);
const file = (what: string) => text.optional().describe(`${what} It is read again for every request.`);

const tlsSettings = z.strictObject({
  ca_file: file('PEM file of the authorities that may have signed their certificates. Default: those of Node.js.'),
  cert_file: file('PEM file with the certificate that the agent shows to them.'),
  key_file: file('PEM file with the private key of that certificate.'),
  server_name: text.optional().describe('The name that their certificates must have. Default: the host in the URL.'),
  verify: z
    .boolean()
    .default(true)
    .describe('Whether their certificates are checked. Without that, anybody on the way can read and write along.'),
});

export const alertmanagerSettings = z
  .strictObject({
    urls: z
      .array(z.string().refine((url) => parseHttpAddress(url) !== undefined, `expected ${addressForms}`))
      .default([])
      .describe(
        `The Alertmanagers, each of which gets every alert: ${addressForms}. Name all members of a cluster, never a load balancer before it. Without any, no alert is sent.`,
      ),
    timeout: duration({ min: 0.1, max: 300 }).prefault('10s').describe('How long one of them may take to answer.'),
    resend_interval: duration({ min: 1, max: 3_600 })
      .prefault('1m')
      .describe(
        'How often a firing alert is sent again. Each time it is good for four times as long: an Alertmanager that hears nothing more of it takes it for ended then.',
      ),
    generator_url: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as https://prometheus.example.org' })
      .optional()
      .describe('Where people look further: the link that an Alertmanager shows as the source of each alert.'),
    limit: z
      .int()
      .min(10)
      .max(1_000_000)
      .default(10_000)
      .describe('How many alerts are kept for each Alertmanager; further ones wait until there is room.'),
    username: text.optional().describe('User name for basic authentication.'),
    username_file: file('File with the user name, in place of `username`.'),
    password: text.optional().describe('Password. Read from the environment only: NETSTEWARD_ALERTMANAGER__PASSWORD.'),
    password_file: file('File with the password, in place of `password`.'),
    token: text.optional().describe('Bearer token. Read from the environment only: NETSTEWARD_ALERTMANAGER__TOKEN.'),
    token_file: file('File with the bearer token, in place of `token`.'),
    tls: tlsSettings.prefault({}).describe('TLS, for Alertmanagers at https://.'),
  })
  .superRefine((settings, context) => {
    for (const { path, message } of [...identityProblems(settings), ...tlsProblems(settings), ...twice(settings)]) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });

export type AlertmanagerSettings = z.output<typeof alertmanagerSettings>;

type Problem = { readonly path: readonly (string | number)[]; readonly message: string };
type Given = Pick<
  AlertmanagerSettings,
  'urls' | 'username' | 'username_file' | 'password' | 'password_file' | 'token' | 'token_file' | 'tls'
>;

function identityProblems(given: Given): readonly Problem[] {
  const { username, username_file, password, password_file, token, token_file } = given;
  const both = ([name, one, other]: readonly [string, string | undefined, string | undefined]): readonly Problem[] =>
    one && other ? [{ path: [`${name}_file`], message: `expected either ${name} or ${name}_file` }] : [];
  const problems = [
    ...both(['username', username, username_file]),
    ...both(['password', password, password_file]),
    ...both(['token', token, token_file]),
  ];
  const user = username ?? username_file;
  if ((password ?? password_file) && !user) {
    problems.push({ path: ['username'], message: 'expected a user name beside the password' });
  }
  if (user && (token ?? token_file)) {
    problems.push({ path: ['token_file'], message: 'expected either a user name or a token' });
  }
  return problems;
}

function tlsProblems({ urls, tls }: Given): readonly Problem[] {
  const problems: Problem[] = [];
  if (tls.cert_file && !tls.key_file) {
    problems.push({ path: ['tls', 'key_file'], message: 'expected the key of cert_file' });
  }
  if (tls.key_file && !tls.cert_file) {
    problems.push({ path: ['tls', 'cert_file'], message: 'expected the certificate of key_file' });
  }
  const wanted = Object.entries(tls).find(([name, value]) => (name === 'verify' ? !value : value !== undefined));
  if (wanted !== undefined && urls.length > 0 && !urls.some((url) => url.startsWith('https:'))) {
    const message = 'expected no TLS settings for Alertmanagers at http://; https:// speaks TLS';
    problems.push({ path: ['tls', wanted[0]], message });
  }
  return problems;
}

function twice({ urls }: Given): readonly Problem[] {
  const names = urls.map((url) => parseHttpAddress(url)?.url ?? url);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ path: ['urls', index], message: 'expected each Alertmanager once' }],
  );
}
