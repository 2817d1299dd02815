import { general } from './go-numbers.ts';
import { TemplateError } from './template-error.ts';

/** Numbers as Prometheus's template functions write them (template/template.go). */

const LARGE = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY = ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

/** With an SI prefix: `1.235k`, `12m`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return fourDigits(value);
  return Math.abs(value) >= 1 ? scaled(value, 1000, LARGE) : enlarged(value);
}

/** With a prefix for powers of 1024: `1.5ki`. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return fourDigits(value);
  return scaled(value, 1024, BINARY);
}

/** A share as per cent: `12.35%`. */
export function humanizePercentage(value: number): string {
  return `${fourDigits(value * 100)}%`;
}

/** Seconds: `1d 2h 3m 4s`, `12.34s`, `5ms`. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return fourDigits(value);
  if (value === 0) return '0s';
  if (Math.abs(value) < 1) {
    const [text, prefix] = smaller(value);
    return `${text}${prefix}s`;
  }
  if (Math.abs(value) < 60) return `${fourDigits(value)}s`;
  const sign = value < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(value));
  const seconds = whole % 60;
  const minutes = Math.trunc(whole / 60) % 60;
  const hours = Math.trunc(whole / 3600) % 24;
  const days = Math.trunc(whole / 86_400);
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  return `${sign}${minutes}m ${seconds}s`;
}

/** Seconds since 1970 as a time, to the millisecond: `2015-10-21 07:28:00.25 +0000 UTC`. */
export function humanizeTimestamp(value: number): string {
  if (!Number.isFinite(value)) return fourDigits(value);
  // Prometheus goes by way of whole nanoseconds in 64 bits.
  const nanoseconds = BigInt(Math.trunc(value * 1e9));
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds) throw new TemplateError(`${value} is too far away to be a time`);
  const [day = '', time = ''] = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, -1).split('T');
  return `${day} ${time.replace(/\.?0*$/, '')} +0000 UTC`;
}

function scaled(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let index = 0;
  while (Math.abs(rest) >= base && index < prefixes.length - 1) {
    rest /= base;
    index += 1;
  }
  return `${fourDigits(rest)}${prefixes[index]}`;
}

function enlarged(value: number): string {
  const [text, prefix] = smaller(value);
  return `${text}${prefix}`;
}

function smaller(value: number): readonly [text: string, prefix: string] {
  let rest = value;
  let index = 0;
  while (Math.abs(rest) < 1 && index < SMALL.length - 1) {
    rest *= 1000;
    index += 1;
  }
  return [fourDigits(rest), SMALL[index] ?? ''];
}

function fourDigits(value: number): string {
  return general(value, 4);
}
