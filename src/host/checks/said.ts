import { printable } from '../../core/printable.ts';

/** As much as a detail of a check may have. */
const MAX_LENGTH = 200;

/** What a stranger said, fit to be shown: on one line, and not too long. */
export function said(text: string): string {
  const shown = printable(text.slice(0, MAX_LENGTH + 1));
  return shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH - 1)}…` : shown;
}
