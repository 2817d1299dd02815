import type { z } from 'zod';

/** Names that hold a secret: never shown, and never read from the configuration file. */
export function isSecret(name: string | number | undefined): boolean {
  return /(^|_)(password|passphrase|secret|token)$/.test(String(name));
}

/** What zod found wrong with a setting, as `expected …, found …`. Unknown names are told elsewhere. */
export function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const expected = expectationOf(issue);
  const name = issue.path.map(String).at(-1);
  if (issue.code === 'invalid_key') return `${expected}, found ${found(name)}`;
  if (isSecret(name)) return expected;
  return value === undefined ? `missing, ${expected}` : `${expected}, found ${found(value)}`;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['object', 'a section (names and values)'],
  ['record', 'a section (names and values)'],
  ['array', 'a list'],
  ['string', 'text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

/** The schema's own words, where it has some (zod's begin with a capital letter), else what the rule says. */
function expectationOf(issue: z.core.$ZodIssue): string {
  return /^[A-Z]/.test(issue.message) ? `expected ${wanted(issue)}` : issue.message;
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS.get(issue.expected) ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_small':
      return bound(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum);
    case 'invalid_format':
      return issue.format === 'regex' ? `text that fits ${issue.pattern}` : (FORMATS.get(issue.format) ?? issue.format);
    case 'invalid_key':
      return [...issue.issues].map((one) => expectationOf(one).replace(/^expected /, '')).join(' or ');
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map((one) => expectationOf(one).replace(/^expected /, '')))].join(' or ');
    default:
      return `something else (${issue.message})`;
  }
}

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['url', 'a URL'],
  ['ipv4', 'an IPv4 address'],
  ['ipv6', 'an IPv6 address'],
]);

function bound(origin: string, relation: string, limit: number | bigint): string {
  if (origin === 'string')
    return limit === 1 && relation === 'at least' ? 'some text' : `${relation} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `${relation} ${limit} items`;
  return `${relation} ${limit}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;
}

const LONGEST = 60;

function found(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a section';
  if (value === null) return 'nothing';
  const text = typeof value === 'string' ? JSON.stringify(withoutPassword(value)) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `https://user:password@host` as `https://…@host`. */
function withoutPassword(text: string): string {
  return text.replace(/(\/\/)[^/@\s]*@/, '$1…@');
}
