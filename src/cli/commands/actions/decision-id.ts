import { printable } from '../../../core/printable.ts';
import { UsageError } from '../../usage-error.ts';

const ID = /^[0-9a-f]{8}$/;
const SHOWN = 80;

/** Throws a UsageError where it can be no decision's id. */
export function decisionId(text: string): string {
  if (ID.test(text)) return text;
  const found = printable(text.slice(0, SHOWN));
  throw new UsageError(
    `expected the id of a decision, such as 1a2b3c4d, found ${found}; netsteward actions shows them`,
  );
}
