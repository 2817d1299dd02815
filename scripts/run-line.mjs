import { readFileSync } from 'node:fs';

/**
 * What the built program's first line says it wants to be run with: environment variables, and options of Node's.
 * `#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=16`
 * @param {string} program its path
 */
export function runLineOf(program) {
  const [shebang = ''] = readFileSync(program, 'utf8').split('\n', 1);
  const words = shebang.split(' ');
  const node = words.indexOf('node');
  const variables = words.slice(0, node).flatMap((word) => {
    const [name = '', value] = word.split('=');
    return value === undefined ? [] : [[name, value]];
  });
  /** @type {Record<string, string>} */
  const env = Object.fromEntries(variables);
  return { env, options: words.slice(node + 1) };
}
