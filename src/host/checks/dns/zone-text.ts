import { SocketAddress } from 'node:net';
import type { DnsRecord } from './message.ts';

/**
 * The data of a record as zone files write it (RFC 1035, section 5): `10 mail.example.org`, `"v=spf1 -all"`. What has no
 * form of its own here is written in the one for unknown types, `\# 4 0a000001` (RFC 3597).
 */
export function zoneText({ type, data }: DnsRecord): string {
  if (Buffer.isBuffer(data)) return `\\# ${data.length} ${data.toString('hex')}`;
  if (typeof data === 'string') return data;
  if (Array.isArray(data)) return data.map(quoted).join(' ');
  return fieldsOf(type, data)
    .map((field) => (Buffer.isBuffer(field) ? field.toString('hex') : `${field}`))
    .join(' ');
}

/** The order of the fields in zone files; those that stand in quotation marks have their name in them. */
const orders: Readonly<Record<string, readonly string[]>> = {
  CAA: ['flags', 'tag', '"value"'],
  DS: ['keyTag', 'algorithm', 'digestType', 'digest'],
  HINFO: ['"cpu"', '"os"'],
  MX: ['preference', 'exchange'],
  NAPTR: ['order', 'preference', '"flags"', '"services"', '"regexp"', 'replacement'],
  SOA: ['mname', 'rname', 'serial', 'refresh', 'retry', 'expire', 'minimum'],
  SRV: ['priority', 'weight', 'port', 'target'],
  SSHFP: ['algorithm', 'hash', 'fingerprint'],
  TLSA: ['usage', 'selector', 'matchingType', 'certificate'],
};

function fieldsOf(type: string, data: object): readonly unknown[] {
  const values = new Map<string, unknown>(Object.entries(data));
  const order = orders[type] ?? [...values.keys()];
  return order.map((field) => (field.startsWith('"') ? quoted(values.get(field.slice(1, -1))) : values.get(field)));
}

/** A character string in quotation marks. Bytes outside printable ASCII are written by their number: `\200`. */
function quoted(value: unknown): string {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(`${value}`);
  const text = bytes.toString('latin1').replace(/["\\]/g, '\\$&');
  return `"${text.replace(/[^ -~]/g, (byte) => `\\${byte.charCodeAt(0).toString().padStart(3, '0')}`)}"`;
}

/**
 * One text for all ways to write the same data: names without regard to case and with or without their last dot, IPv6
 * addresses in any form, hexadecimal digits with or without spaces, TXT strings however they are cut, quoted or not.
 */
export function plainData(type: string, text: string): string {
  const words = wordsOf(text.trim());
  if (type === 'TXT') {
    const isQuoted = words.some((word) => word.isQuoted);
    return isQuoted ? words.map(({ content }) => content).join('') : bytesOf(text.trim());
  }
  const plain = words.map(({ content, isQuoted }) => (isQuoted ? `"${content}"` : plainWord(type, content)));
  // The last field of these is as many words of hexadecimal digits as one likes.
  const before = hexadecimalFrom[type];
  if (before === undefined) return plain.join(' ');
  return [...plain.slice(0, before), plain.slice(before).join('')].join(' ');
}

const hexadecimalFrom: Readonly<Record<string, number>> = { DS: 3, SSHFP: 2, TLSA: 3 };

type Word = { readonly content: string; readonly isQuoted: boolean };

/** `"a \"b\"" c\.d`: what stands in quotation marks, and what stands between spaces; a backslash takes the next character. */
const WORD = /"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+)/gs;
const ESCAPE = /\\(?:(\d{3})|(.))/gs;

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(WORD)].map(([, inside, bare]) => ({
    content: bytesOf(inside ?? bare ?? '').replace(ESCAPE, (_, number: string | undefined, character: string) =>
      number === undefined ? character : String.fromCharCode(Number(number) & 0xff),
    ),
    isQuoted: inside !== undefined,
  }));
}

/** The bytes of a text, one character for each. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function plainWord(type: string, word: string): string {
  if (type === 'AAAA') return SocketAddress.parse(`[${word}]:0`)?.address ?? word;
  const small = word.toLowerCase();
  return small.length > 1 && small.endsWith('.') ? small.slice(0, -1) : small;
}
