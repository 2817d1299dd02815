import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import { messageOf } from '../errors.ts';
import { ConfigError, type ConfigPlace, type ConfigProblem, describeProblem } from './config-error.ts';

export type SettingPath = readonly (string | number)[];

/** Settings as they were written, and where each of them stands. */
export type SettingSource = {
  readonly value: unknown;
  /** The place of the setting, or of the nearest section around it that is there. `key` asks for its name's place. */
  readonly locate: (path: SettingPath, key?: string) => ConfigPlace;
};

const TOO_DEEP = 'nested too deeply';

/**
 * Reads YAML 1.2 (https://yaml.org/spec/1.2.2/). Throws a ConfigError that names every syntax error with its line.
 * What a reader may overlook (a key twice, tabs, several documents, unknown tags, aliases that multiply) is an error too.
 */
export function readYaml(text: string, file: string): SettingSource {
  const lines = new LineCounter();
  const place = (offset: number): ConfigPlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const whole: ConfigPlace = { file, line: 0, column: 0 };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
    const troubles = new Map<string, ConfigProblem>();
    for (const trouble of [...document.errors, ...document.warnings]) {
      const problem = { place: place(trouble.pos[0]), path: '', message: describe(trouble) };
      troubles.set(describeProblem(problem), problem);
    }
    if (troubles.size > 0) throw new ConfigError([...troubles.values()]);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return {
      value,
      locate: (path, key) => {
        const offset = document.contents === null ? undefined : offsetOf(document.contents, path, key);
        return offset === undefined ? whole : place(offset);
      },
    };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // Beyond syntax the parser throws plain errors: for aliases that multiply, or nesting deeper than its stack.
    const message = error instanceof RangeError ? TOO_DEEP : sentence(messageOf(error));
    throw new ConfigError([{ place: whole, path: '', message }], { cause: error });
  }
}

function offsetOf(root: Node, path: SettingPath, key: string | undefined): number | undefined {
  let node: Node = root;
  for (const step of path) {
    const next = childOf(node, step);
    if (next === undefined) return startOf(node);
    node = next;
  }
  if (key !== undefined && isMap<Node, Node | null>(node)) {
    const pair = node.items.find((item) => nameOf(item.key) === key);
    if (pair !== undefined) return startOf(pair.key);
  }
  return startOf(node);
}

function childOf(node: Node, step: string | number): Node | undefined {
  if (isMap<Node, Node | null>(node)) {
    const pair = node.items.find((item) => nameOf(item.key) === String(step));
    return pair?.value ?? pair?.key;
  }
  if (isSeq<Node>(node) && typeof step === 'number') return node.items[step];
  return undefined;
}

function nameOf(key: Node): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function startOf(node: Node): number | undefined {
  return node.range?.[0];
}

/** The parser's message, in the reader's terms where it speaks of its own. */
function describe({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'expected one document, found a second one';
  if (code === 'DUPLICATE_KEY') return 'this name is already set above';
  return /call stack/i.test(message) ? TOO_DEEP : sentence(message);
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
