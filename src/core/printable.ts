/**
 * Text that came from a device, a file or a program, for a terminal: what would move the cursor, colour the screen, break
 * the line or show letters in another order is written as an escape (`\x1b`, `\u202e`).
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(control: string): string {
  const code = control.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  return code < 0x1_00 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
}
