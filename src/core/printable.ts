/**
 * Text that came from a device, a file or a program, for a terminal: what would move the cursor, colour the screen or
 * break the line is written as an escape (`\x1b`).
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\x${(control.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`);
}
