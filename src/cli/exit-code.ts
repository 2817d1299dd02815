/** What the process ends with. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  incomplete: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Their meanings, for the help and the docs. */
export const exitCodeMeanings: ReadonlyMap<ExitCode, string> = new Map([
  [exitCodes.ok, 'done; also when ended by Ctrl-C or SIGTERM, or when the reader of a pipe has gone'],
  [exitCodes.failure, 'it could not be done: a port or the event store is taken, a file can not be written'],
  [exitCodes.usage, 'wrong options or a wrong configuration; nothing was started'],
  [exitCodes.incomplete, 'done in part (once, placement, record): a collector failed or could not read everything'],
]);
