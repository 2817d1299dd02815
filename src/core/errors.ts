/** Text that a program or the kernel printed could not be understood. Names the place and what was expected there. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly file: string;
  readonly line: number;

  /**
   * @param file the path or command whose output was read
   * @param line one-based line number, or 0 when the text as a whole is meant
   * @param expected what should have stood there
   * @param found the text that stood there, shortened for the message
   */
  constructor(file: string, line: number, expected: string, found?: string, options?: ErrorOptions) {
    const place = line > 0 ? `${file}:${line}` : file;
    const tail = found === undefined ? '' : `, found ${JSON.stringify(found.slice(0, 120))}`;
    super(`${place}: expected ${expected}${tail}`, options);
    this.file = file;
    this.line = line;
  }
}

/**
 * Why the machine did not answer:
 * `absent` no such file, device or program; `denied` permission or capability missing; `deadline` no answer in time;
 * `ended` the caller's signal was aborted; `refused` the machine answered with an error.
 */
export type HostErrorKind = 'absent' | 'denied' | 'deadline' | 'ended' | 'refused';

/** The host door could not read, list or run something. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly kind: HostErrorKind;
  /** The path, or the command as a person would type it. */
  readonly target: string;

  constructor(kind: HostErrorKind, target: string, message: string, options?: ErrorOptions) {
    super(`${target}: ${message}`, options);
    this.kind = kind;
    this.target = target;
  }
}

/** Whether `error` says that the thing asked for is not there (never, or no longer). */
export function isAbsent(error: unknown): boolean {
  return error instanceof HostError && error.kind === 'absent';
}

/** The message of anything that was thrown, with the messages of its causes behind it. Our own errors say all by themselves. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined || error instanceof HostError || error instanceof ParseError) return error.message;
  const cause = messageOf(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
}
