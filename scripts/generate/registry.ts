const LINE_WIDTH = 120;

export type Registry = {
  /** What each folder's index.ts exports: `collector`. */
  readonly exported: string;
  /** Where its type is declared, beside the registry: `collector.ts`. */
  readonly contract: string;
  readonly type: string;
};

/** The module that lists the parts found in these folders, by the folders' names. */
export function registryModule({ exported, contract, type }: Registry, folders: readonly string[]): string {
  const imports = [
    `import type { ${type} } from './${contract}';`,
    ...folders.map((folder) => `import { ${exported} as ${variable(folder, exported)} } from './${folder}/index.ts';`),
  ];
  // The order that the linter wants: by path.
  // As the formatter sorts them: a folder before those whose names begin with its name.
  const order = (line: string) => pathIn(line).replaceAll('/', '\0');
  imports.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const names = folders.map((folder) => variable(folder, exported));
  const head = `export const ${exported}s: readonly ${type}[] = [`;
  const oneLine = `${head}${names.join(', ')}];`;
  const list = oneLine.length <= LINE_WIDTH ? oneLine : [head, ...names.map((name) => `  ${name},`), '];'].join('\n');
  return [
    '// Made by `npm run generate` from the folders beside it; not to be edited.',
    '',
    ...imports,
    '',
    `/** Every ${exported} there is, in order of name. */`,
    list,
    '',
  ].join('\n');
}

/** `load-balancer` is `loadBalancerCollector`; a folder's name alone may be a word of the language (`interface`). */
function variable(folder: string, exported: string): string {
  return `${folder}-${exported}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pathIn(statement: string): string {
  return statement.slice(statement.indexOf("'"));
}
