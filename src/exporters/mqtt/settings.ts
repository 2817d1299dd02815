import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { brokerUrlForms, parseBrokerUrl } from './broker-url.ts';
import { isTopicPrefix } from './topics.ts';

const text = z.string().min(1);
const file = (what: string) => text.optional().describe(`${what} It is read again at every connection.`);

const tlsSettings = z.strictObject({
  ca_file: file(
    "PEM file of the authorities that may have signed the broker's certificate. Default: those of Node.js.",
  ),
  cert_file: file('PEM file with the certificate that the agent shows to the broker.'),
  key_file: file('PEM file with the private key of that certificate.'),
  server_name: text
    .optional()
    .describe("The name that the broker's certificate must have. Default: the host in `url`."),
  verify: z
    .boolean()
    .default(true)
    .describe(
      "Whether the broker's certificate is checked. Without that, anybody on the way can read and write along.",
    ),
});

export const mqttSettings = z
  .strictObject({
    url: z
      .string()
      .refine((url) => parseBrokerUrl(url) !== undefined, `expected ${brokerUrlForms}`)
      .optional()
      .describe(`The broker: ${brokerUrlForms}. Without it nothing is published over MQTT.`),
    protocol_version: z
      .literal([4, 5], 'expected 4 (MQTT 3.1.1) or 5')
      .default(4)
      .describe('4 is MQTT 3.1.1, which every broker speaks; with 5 the broker can say why it refuses something.'),
    client_id: text
      .max(1_024)
      .optional()
      .describe('Name of this client at the broker, where no other may have it. Default: `netsteward-<host name>`.'),
    prefix: z
      .string()
      .refine(
        isTopicPrefix,
        'expected topic levels such as netsteward or site/netsteward, without + # and without $ first',
      )
      .default('netsteward')
      .describe('First levels of every topic.'),
    states: z
      .boolean()
      .default(true)
      .describe('Whether the states of all objects are published as retained messages, beside the events.'),
    stop: z
      .boolean()
      .default(true)
      .describe(
        'Whether `<prefix>/stop` and `<prefix>/<host>/stop` are listened to: any message there that is not empty, retained or not, stops all actions until a person on the host resumes them.',
      ),
    username: text.optional().describe('User name at the broker.'),
    username_file: file('File with the user name, in place of `username`.'),
    password: text
      .optional()
      .describe('Password at the broker. Read from the environment only: NETSTEWARD_MQTT__PASSWORD.'),
    password_file: file('File with the password, in place of `password`.'),
    keepalive: duration({ min: 5, max: 65_535 })
      .prefault('30s')
      .describe('A connection on which the broker is silent for one and a half of this is given up.'),
    tls: tlsSettings.prefault({}).describe('TLS, for a broker at mqtts://.'),
  })
  .superRefine((settings, context) => {
    const refuse = (path: readonly string[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const { username, username_file, password, password_file, url, tls } = settings;
    if (username && username_file) refuse(['username_file'], 'expected either username or username_file');
    if (password && password_file) refuse(['password_file'], 'expected either password or password_file');
    if ((password || password_file) && !username && !username_file) {
      refuse(['username'], 'expected a user name beside the password: MQTT 3.1.1 has no password without it');
    }
    if (tls.cert_file && !tls.key_file) refuse(['tls', 'key_file'], 'expected the key of cert_file');
    if (tls.key_file && !tls.cert_file) refuse(['tls', 'cert_file'], 'expected the certificate of key_file');
    const wantsTls = Object.entries(tls).find(([name, value]) => (name === 'verify' ? !value : value !== undefined));
    if (url?.startsWith('mqtt:') && wantsTls) {
      refuse(['tls', wantsTls[0]], 'expected no TLS settings for a broker at mqtt://; mqtts:// speaks TLS');
    }
  });

export type MqttSettings = z.output<typeof mqttSettings>;
