import { z } from 'zod';
import { variableFor } from '../../src/config/environment.ts';
import { code, page, table } from './markdown.ts';

/** The parts of a JSON Schema that the page shows. */
const node = z.object({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.json().optional(),
  enum: z.array(z.json()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get properties() {
    return z.record(z.string(), node).optional();
  },
  get items() {
    return node.optional();
  },
  get anyOf() {
    return z.array(node).optional();
  },
  get oneOf() {
    return z.array(node).optional();
  },
  const: z.json().optional(),
});
type SchemaNode = z.output<typeof node>;

/** `docs/configuration.schema.json`: JSON Schema 2020-12 of the file, for editors. */
export function configurationSchema(schema: z.ZodType): string {
  const described = { title: 'netsteward', description: 'Configuration of the netsteward host agent.' };
  return `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), ...described }, null, 2)}\n`;
}

/** `docs/configuration.md`. */
export function configurationPage(schemaText: string): string {
  const root = node.parse(JSON.parse(schemaText));
  const rows = [...settingsIn(root, [])].map(([path, setting]) => [
    code(path.join('.')),
    typeOf(setting),
    defaultOf(setting),
    setting.description ?? '',
  ]);
  return page('Configuration', intro, table(['Setting', 'Value', 'Default', 'Meaning'], rows));
}

const intro = `Everything has a default: without a file the agent watches what the host has. A file is YAML, given by
\`--config FILE\` and checked by \`netsteward check-config --config FILE\`, which names every mistake with its line.
Editors check it as well with [configuration.schema.json](configuration.schema.json):

\`\`\`yaml
# yaml-language-server: $schema=./docs/configuration.schema.json
interval: 1s
collectors:
  conntrack:
    interval: 10s
  health:
    pools:
      - name: web
        virtual_addresses: [192.0.2.10:443]
        monitor: { kind: https, path: /health, delay: 5s, timeout: 2s, rise: 2, fall: 3 }
        members:
          - { address: 10.0.0.11, port: 8443 }
          - { address: 10.0.0.12, port: 8443, weight: 0 }
\`\`\`

A setting can also be given as an environment variable, which wins over the file: two underscores stand for a dot, so
that \`${variableFor(['collectors', 'conntrack', 'interval'])}=10s\` says the same. Lists are written \`a,b\` or as JSON;
an empty variable counts as not set. Secrets are never read from the file: name a file in the setting that ends in
\`_file\`, or use the environment.

Durations are written \`250ms\`, \`5s\`, \`1h30m\`, \`30d\` or as a number of seconds; sizes \`64MiB\`, \`1GB\` or as a
number of bytes. On SIGHUP the agent reads the file again, and keeps what it has when the new one has a mistake.`;

/** Settings with their paths; those of each section of a list `members` stand below `members[]`. */
function* settingsIn(section: SchemaNode, path: readonly string[]): Generator<[path: readonly string[], SchemaNode]> {
  for (const [name, setting] of Object.entries(propertiesOf(section) ?? {})) {
    const here = [...path, name];
    if (propertiesOf(setting) !== undefined) {
      yield* settingsIn(setting, here);
      continue;
    }
    yield [here, setting];
    if (setting.items !== undefined) yield* settingsIn(setting.items, [...path, `${name}[]`]);
  }
}

/** The settings of a section. Where it has several forms, all of them together, each with the forms that have it. */
function propertiesOf({ properties, oneOf: forms }: SchemaNode): Readonly<Record<string, SchemaNode>> | undefined {
  if (forms === undefined) return properties;
  const all = new Map<string, { readonly setting: SchemaNode; readonly of: string[] }>();
  for (const { properties: own } of forms) {
    const form = Object.values(own ?? {}).find((property) => property.const !== undefined);
    for (const [name, setting] of Object.entries(own ?? {})) {
      const known = all.get(name) ?? { setting, of: [] };
      known.of.push(String(form?.const));
      all.set(name, known);
    }
  }
  const merged = [...all].map(([name, { setting, of }]): [string, SchemaNode] => {
    if (setting.const !== undefined) return [name, { ...setting, const: undefined, enum: of }];
    if (of.length === forms.length) return [name, setting];
    return [name, preceded(setting, `Of the kind ${of.join(', ')}: `)];
  });
  return Object.fromEntries(merged);
}

/** A setting, or all those in a section, with something said before their meaning. */
function preceded(setting: SchemaNode, words: string): SchemaNode {
  const { properties, description = '' } = setting;
  if (properties === undefined) return { ...setting, description: words + description };
  const own = Object.entries(properties).map(([name, property]): [string, SchemaNode] => [
    name,
    preceded(property, words),
  ]);
  return { ...setting, properties: Object.fromEntries(own) };
}

function typeOf(setting: SchemaNode): string {
  if (setting.title !== undefined) return setting.title;
  if (setting.enum !== undefined) return setting.enum.map((value) => code(String(value))).join(', ');
  if (setting.type === 'array')
    return setting.items?.type === 'object'
      ? 'list of sections'
      : `list of ${setting.items === undefined ? 'anything' : typeOf(setting.items)}`;
  if (setting.type === 'integer') return `whole number${bounds(setting)}`;
  if (setting.type === 'boolean') return '`true` or `false`';
  if (setting.anyOf !== undefined) return setting.anyOf.map(typeOf).join(' or ');
  return setting.type === 'string' ? 'text' : `${setting.type ?? 'anything'}${bounds(setting)}`;
}

function bounds({ minimum, maximum }: SchemaNode): string {
  const highest = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined) return highest === undefined ? '' : ` up to ${highest}`;
  return highest === undefined ? ` from ${minimum}` : ` from ${minimum} to ${highest}`;
}

function defaultOf(setting: SchemaNode): string {
  return setting.default === undefined || setting.default === ''
    ? ''
    : code(JSON.stringify(setting.default).replace(/^"(.*)"$/, '$1'));
}
