import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { prettyLine } from './pretty-line.ts';

export type LogOptions = {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `auto`: readable on a terminal, JSON otherwise. */
  readonly format: 'auto' | 'pretty' | 'json';
  /** Where the lines go; standard output when left out. */
  readonly destination?: LogDestination;
};

export type LogDestination = DestinationStream & {
  /** Whether a person reads it at a terminal. */
  readonly isTTY?: boolean;
};

/** Names of fields whose values never reach a log line, wherever in the line's first two levels they stand. */
const SECRETS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'authorization',
  'cookie',
  'key',
];

/**
 * The agent's log: one line for each call, as JSON (`level`, `time` in RFC 3339, `msg` and the call's own fields) or
 * readable. Readable lines are made here and not by pino-pretty, whose modules cost 4 MB of memory (19 MB in the worker
 * thread it is meant for), while this costs none that can be measured.
 */
export function createLogger({ level, format, destination = process.stdout }: LogOptions): Logger {
  const isTerminal = destination.isTTY === true;
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  if (format === 'json' || (format === 'auto' && !isTerminal)) return pino(options, destination);
  const inColor = isTerminal && process.env.NO_COLOR === undefined;
  return pino(options, { write: (line) => destination.write(prettyLine(line, inColor)) });
}
