import { printable } from '../../../core/printable.ts';
import { UsageError } from '../../usage-error.ts';

const LABEL = /^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=(?<value>.*)$/s;

/** `bond=bond0` → `{ bond: 'bond0' }`. Throws a UsageError. */
export function labelsFrom(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const { name, value } = LABEL.exec(text)?.groups ?? {};
      if (name === undefined || value === undefined) {
        throw new UsageError(`--label ${printable(text)}: expected a label and its value, such as bond=bond0`);
      }
      return [name, value] as const;
    }),
  );
}
