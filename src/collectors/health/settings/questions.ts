import { z } from 'zod';
import { dnsTypes } from '../../../host/checks.ts';

const responseCodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'NOTAUTH'] as const;

export const dnsSettings = {
  name: z.string().min(1).max(255).describe('Name that is asked for.'),
  type: z.enum(dnsTypes).default('A').describe('Type of record that is asked for.'),
  transport: z.enum(['udp', 'tcp']).default('udp').describe('How the question is sent.'),
  recursion: z.boolean().default(true).describe('Whether the server is asked to find the answer elsewhere.'),
  rcodes: z.array(z.enum(responseCodes)).min(1).default(['NOERROR']).describe('Response codes that pass.'),
  answers: z
    .array(z.string().min(1))
    .default([])
    .describe('Answers of which at least one has to be there, as zone files write them. Empty: any, or none.'),
} as const;

export const icmpSettings = {
  size: z.int().min(0).max(65_000).default(56).describe('Bytes that an echo request carries.'),
} as const;

const hexadecimal = z.string().regex(/^(?:[0-9a-f]{2})+$/i, 'expected pairs of hexadecimal digits');

export const udpSettings = {
  payload: z.string().optional().describe('Text that is sent. Default: an empty datagram.'),
  payload_hex: hexadecimal.optional().describe('Bytes that are sent, in place of `payload`.'),
  expect: z
    .string()
    .min(1)
    .optional()
    .describe('Text that has to be answered. Without it silence passes, and only an ICMP error is a failure.'),
  expect_hex: hexadecimal.optional().describe('Bytes that have to be answered, in place of `expect`.'),
} as const;

/** Bytes in hexadecimal, of which one setting or the other may have been given. */
export function bytesOf(text: string | undefined, hex: string | undefined): string | undefined {
  if (hex !== undefined) return hex.toLowerCase();
  return text === undefined ? undefined : Buffer.from(text).toString('hex');
}
