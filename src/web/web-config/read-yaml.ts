import type { Document, LineCounter } from 'yaml';
import type { z } from 'zod';

type Yaml = typeof import('yaml');

/** A web configuration that can't be used, with one line for each thing that is wrong with it. */
export class WebConfigError extends Error {
  override readonly name = 'WebConfigError';
}

/** What stands there is never repeated in a message: `tls_server_config.key` and all of `basic_auth_users`. */
const SECRET = /^(?:tls_server_config\.key|basic_auth_users)\b/;

type Source = { readonly yaml: Yaml; readonly file: string; readonly document: Document; readonly lines: LineCounter };

/**
 * Reads YAML text into what the schema makes of it. Throws a WebConfigError whose message has a line for each problem:
 * `/etc/web.yml:3: tls_server_config.min_version: expected one of TLS12, TLS13, found "TLS10"`.
 */
export async function readYaml<Value>(file: string, content: string, schema: z.ZodType<Value>): Promise<Value> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const source: Source = { yaml, file, document, lines };
  const [broken] = [...document.errors, ...document.warnings];
  if (broken !== undefined) throw new WebConfigError(`${placeOf(broken.pos[0], source)}: ${broken.message}`);
  const result = schema.safeParse(toPlain(source));
  if (result.success) return result.data;
  throw new WebConfigError(result.error.issues.flatMap((issue) => problemsOf(issue, source)).join('\n'));
}

/** A key `__proto__` is refused here because what comes after would lose it without a word. */
function toPlain(source: Source): unknown {
  const { yaml, file, document } = source;
  yaml.visit(document, {
    Pair(_, { key }) {
      if (!yaml.isScalar(key) || key.value !== '__proto__') return;
      throw new WebConfigError(`${placeOf(key.range?.[0], source)}: a key can't have the name __proto__`);
    },
  });
  try {
    return document.toJS();
  } catch (error) {
    throw new WebConfigError(`${file}: the YAML can't be read`, { cause: error });
  }
}

function problemsOf(issue: z.core.$ZodIssue, source: Source): readonly string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${nameOf([...path, key], source)}: there is no such key, or it is not supported`);
  }
  const expected = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const found: unknown = source.document.getIn(path);
  const shown = found !== undefined && !source.yaml.isNode(found) && !SECRET.test(path.join('.'));
  return [`${nameOf(path, source)}: expected ${expected}${shown ? `, found ${JSON.stringify(found)}` : ''}`];
}

/** `/etc/web.yml:3: tls_server_config.min_version`. */
function nameOf(path: readonly string[], source: Source): string {
  const place = placeOf(offsetOf(path, source), source);
  return path.length === 0 ? place : `${place}: ${path.join('.')}`;
}

function placeOf(offset: number | undefined, { file, lines }: Source): string {
  return offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
}

/** Where the key stands that the path leads to, or the nearest key above it when it is missing. */
function offsetOf(path: readonly string[], { yaml, document }: Source): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const name of path) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    if (yaml.isMap(node)) {
      const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === name);
      if (pair === undefined) return offset;
      if (yaml.isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (yaml.isSeq(node)) {
      node = node.items[Number(name)];
      if (yaml.isNode(node)) offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}
