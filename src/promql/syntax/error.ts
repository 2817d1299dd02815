/** An expression that is none, or that asks for what is not supported. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError';
  /** One-based place in the expression. */
  readonly line: number;
  readonly column: number;
  /** The message without the place. */
  readonly what: string;

  constructor(text: string, offset: number, what: string, options?: ErrorOptions) {
    const before = text.slice(0, offset).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    super(`${line}:${column}: ${what}`, options);
    this.line = line;
    this.column = column;
    this.what = what;
  }
}
