import { z } from 'zod';

// 200-204
const CODES = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/;

type Codes = readonly [from: number, to: number];

function parseCodes(text: string): readonly Codes[] | undefined {
  const ranges = text.split(',').map((part): Codes | undefined => {
    const [, from, to = from] = CODES.exec(part.trim()) ?? [];
    return from === undefined || Number(from) > Number(to) ? undefined : [Number(from), Number(to)];
  });
  const known = ranges.filter((range) => range !== undefined);
  return known.length === ranges.length ? known : undefined;
}

const expected = { error: 'expected status codes such as 200, 200-204 or 200,302' };
const expectedCodes = z
  .union([z.string(), z.int()], expected)
  .transform((value, context): readonly Codes[] => {
    const codes = parseCodes(String(value));
    if (codes !== undefined) return codes;
    context.issues.push({ code: 'custom', input: value, message: expected.error });
    return z.NEVER;
  })
  .meta({ title: 'status codes', examples: [200, '200-204', '200,302'] });

/** A field name of RFC 9110, 5.1, and a value without line ends. */
const headers = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'),
  z.string().regex(/^[^\r\n\0]*$/, 'expected one line'),
);

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** What a check over HTTP asks for and expects. */
export const httpSettings = {
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/, 'expected a method such as GET or HEAD')
    .default('GET')
    .describe('Request method.'),
  path: z
    .string()
    .regex(/^\/[^\s\p{Cc}]*$/u, 'expected a path that begins with / and has no spaces')
    .default('/')
    .describe('Path that is asked for, with its query.'),
  host: z
    .string()
    .regex(/^[^\s/]+$/, 'expected a host, with its port where it has one')
    .optional()
    .describe("Host header. Default: the member's address."),
  headers: headers.default({}).describe('Further headers of the request.'),
  expected_codes: expectedCodes.prefault(200).describe('Status codes that pass: `200`, `200-204`, `200,302`.'),
  body_contains: z.string().min(1).optional().describe('Text that the first 64 KiB of the body have to contain.'),
  body_matches: z
    .string()
    .min(1)
    .refine(isPattern, 'expected a regular expression')
    .optional()
    .describe('Regular expression that has to match in the first 64 KiB of the body.'),
  redirects: z.int().min(0).max(10).default(0).describe('How many redirects are followed.'),
} as const;
