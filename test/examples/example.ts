import { readFileSync } from 'node:fs';
import path from 'node:path';

export const examples = path.join(import.meta.dirname, '../../examples');

/**
 * The text of an example with what a test has in place of what is made up in it: hosts, ports, paths. Throws when it has
 * none of that, so that no test goes on with a host that is not there.
 */
export function exampleWith(file: string, replacements: Readonly<Record<string, string>> = {}): string {
  return Object.entries(replacements).reduce(
    (text, [made, own]) => {
      if (!text.includes(made)) throw new Error(`${file} does not have ${made}`);
      return text.replaceAll(made, own);
    },
    readFileSync(path.join(examples, file), 'utf8'),
  );
}
