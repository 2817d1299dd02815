import { z } from 'zod';
import type { TlsSpec } from '../../../host/checks.ts';

const text = z.string().min(1);

/** How a check speaks TLS. */
export const tlsSettings = z
  .strictObject({
    server_name: text
      .optional()
      .describe(
        'The name that is asked for and that the certificate has to be for. Default: the name of the member where its address is one.',
      ),
    verify: z
      .boolean()
      .default(true)
      .describe('Whether the certificate decides: who signed it, its names and its dates.'),
    ca_file: text
      .optional()
      .describe("PEM file of the authorities that may have signed the certificate. Default: the system's."),
    cert_file: text.optional().describe('PEM file with a certificate that the check shows to the member.'),
    key_file: text.optional().describe('PEM file with the private key of that certificate.'),
    minimum_days: z
      .int()
      .min(0)
      .max(3_650)
      .optional()
      .describe('A check fails when the certificate runs out within so many days.'),
  })
  .superRefine(({ cert_file, key_file }, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (cert_file !== undefined && key_file === undefined) refuse('key_file', 'expected the key of cert_file');
    if (key_file !== undefined && cert_file === undefined) refuse('cert_file', 'expected the certificate of key_file');
  });

export type TlsSettings = z.output<typeof tlsSettings>;

export function tlsSpecOf({ server_name, verify, ca_file, cert_file, key_file, minimum_days }: TlsSettings): TlsSpec {
  return {
    serverName: server_name,
    verify,
    authority: ca_file,
    client: cert_file === undefined || key_file === undefined ? undefined : { certificate: cert_file, key: key_file },
    minimumDays: minimum_days,
  };
}
