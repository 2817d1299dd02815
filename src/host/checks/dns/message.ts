import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { messageOf } from '../../../core/errors.ts';
import { type DnsType, dnsTypes } from '../../checks.ts';
import { hasWholeRecords } from './whole-records.ts';

/** A question of class IN (RFC 1035, section 4). */
export type DnsQuestion = {
  readonly name: string;
  readonly type: DnsType;
  /** Whether the server is to ask others (RD). */
  readonly recursion: boolean;
};

export type DnsAnswer = {
  /** `NOERROR`, `NXDOMAIN`; `RCODE_11` for those without a name. */
  readonly rcode: string;
  readonly isTruncated: boolean;
  /** The answer section. */
  readonly records: readonly DnsRecord[];
};

export type DnsRecord = Extract<Answer, { readonly data: unknown }>;

/** The answer section is as much as what a query is judged by: of it all, this is where a server says something. */
export type ReadAnswer =
  | { readonly is: 'answer'; readonly answer: DnsAnswer }
  /** Not for this query: too short, or with another id. */
  | { readonly is: 'foreign' }
  | { readonly is: 'malformed'; readonly why: string };

/** As much as fits into one packet nearly everywhere (DNS flag day 2020), said to the server by EDNS (RFC 6891). */
const UDP_PAYLOAD = 1232;
const HEADER = 12;
const rcodes: readonly string[] = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'],
  ...['YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE'],
];

/** The type of that name, in any case; undefined for those that nobody can ask for here. */
export function dnsType(name: string): DnsType | undefined {
  const upper = name.toUpperCase();
  return dnsTypes.find((type) => type === upper);
}

/** Whether a name can be asked for: labels of 1 to 63 bytes, 253 in all, with or without the dot at its end. */
export function isDnsName(name: string): boolean {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  if (bare === '') return name === '.';
  const sizes = bare.split('.').map((label) => Buffer.byteLength(label));
  return Buffer.byteLength(bare) <= 253 && sizes.every((size) => size > 0 && size <= 63);
}

/** The name in small letters, without the dot at its end; the root is `.`. */
export function plainName(name: string): string {
  const small = name.toLowerCase();
  return small.length > 1 && small.endsWith('.') ? small.slice(0, -1) : small;
}

/** A query, with EDNS unless the server is one of those that do not know it. The name has to be one (`isDnsName`). */
export function dnsQuery(id: number, question: DnsQuestion, withEdns: boolean): Buffer {
  const { name, type, recursion } = question;
  return encode({
    type: 'query',
    id,
    flags: recursion ? RECURSION_DESIRED : 0,
    questions: [{ name, type }],
    additionals: withEdns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: UDP_PAYLOAD,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  });
}

/** Reads a message that came after a query with this id. Any bytes give a result. */
export function readAnswer(message: Buffer, id: number, question: DnsQuestion): ReadAnswer {
  if (message.length < HEADER || message.readUInt16BE(0) !== id) return { is: 'foreign' };
  const flags = message.readUInt16BE(2);
  const rcode = flags & 0xf;
  const answer = { rcode: rcodes[rcode] ?? `RCODE_${rcode}`, isTruncated: (flags & 0x0200) !== 0 };
  if ((flags & 0x8000) === 0) return { is: 'malformed', why: 'a question came back, not an answer' };
  const sections = firstSections(message, answer.isTruncated);
  if (!hasWholeRecords(sections)) return { is: 'malformed', why: 'an answer that is cut off' };
  try {
    const { questions = [], answers = [] } = decode(sections);
    const [asked] = questions;
    // Servers that understood nothing may leave the question out.
    if (asked === undefined && rcode !== 0) return { is: 'answer', answer: { ...answer, records: [] } };
    if (asked === undefined || !isSame(asked, question))
      return { is: 'malformed', why: 'the answer to another question' };
    return { is: 'answer', answer: { ...answer, records: answers.filter(isRecord) } };
  } catch (error) {
    return { is: 'malformed', why: messageOf(error) };
  }
}

/**
 * The message as if it ended with the answers: what a server adds behind them is not judged, so that nothing odd in there
 * does harm. The records of a truncated message are not worth reading.
 */
function firstSections(message: Buffer, isTruncated: boolean): Buffer {
  const shortened = Buffer.from(message);
  shortened.fill(0, isTruncated ? 6 : 8, HEADER);
  return shortened;
}

function isSame(asked: { readonly name: string; readonly type: string }, question: DnsQuestion): boolean {
  return asked.type === question.type && plainName(asked.name) === plainName(question.name);
}

function isRecord(answer: Answer): answer is DnsRecord {
  return answer.type !== 'OPT';
}
