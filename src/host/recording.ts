import type { HostErrorKind } from '../core/errors.ts';
import type { Argv } from './host.ts';

/**
 * How a host is kept in a folder. Files stand at their own path; beside them, what a file can't hold:
 * `<path>.link` the target of a symbolic link, `<path>.error` the kind of a failed read and its message,
 * `<path>/.list` a directory's names (needed only where the folder's own entries don't tell them),
 * `commands/<slug>.txt` a program's standard output, `commands/<slug>.error` its failure, `facts.json` the host's facts,
 * `netns/<name>/` a named namespace: such a folder again, or `netns/<name>.error` why it can't be entered.
 */
export const LINK = '.link';
export const ERROR = '.error';
export const LIST = '.list';
export const FACTS = 'facts.json';
export const NAMESPACES = 'netns';

/** The file of a command's output, without its ending. */
export function commandFile(argv: Argv): string {
  return `commands/${argv.join('_').replace(/[^A-Za-z0-9._-]/g, '_')}`;
}

/** The text of an `.error` file. */
export function errorText(kind: HostErrorKind, message: string): string {
  return `${kind} ${message}\n`;
}

// denied EACCES
const ERROR_TEXT = /^(absent|denied|deadline|ended|refused)(?: ([\s\S]*))?$/;

/** Reads an `.error` file; an unknown kind counts as `refused`. */
export function recordedFailure(text: string): { readonly kind: HostErrorKind; readonly message: string } {
  const [, kind, message] = ERROR_TEXT.exec(text.trim()) ?? [];
  switch (kind) {
    case 'absent':
    case 'denied':
    case 'deadline':
    case 'ended':
      return { kind, message: message ?? kind };
    default:
      return { kind: 'refused', message: message ?? text.trim() };
  }
}
