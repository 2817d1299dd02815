import { expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../config/config-schema.ts';
import { variableFor } from '../config/environment.ts';
import { allParts } from './all-parts.ts';

const node = z.object({
  description: z.string().optional(),
  additionalProperties: z.unknown().optional(),
  get properties() {
    return z.record(z.string(), node).optional();
  },
});
type SchemaNode = z.output<typeof node>;

function* settingsIn(section: SchemaNode, path: string): Generator<[path: string, SchemaNode]> {
  for (const [name, setting] of Object.entries(section.properties ?? {})) {
    yield [`${path}${name}`, setting];
    yield* settingsIn(setting, `${path}${name}.`);
  }
}

const variableOf = (path: string) => variableFor(path.split('.'));

const root = node.parse(z.toJSONSchema(configSchema(allParts), { io: 'input', reused: 'inline' }));
const settings = [...settingsIn(root, '')];

it('every setting has a name that an environment variable can carry', () => {
  const names = settings.map(([path]) => path);
  // Only the names of collectors and exporters have dashes: a variable has underscores for these.
  expect(names.filter((path) => !/^[a-z0-9_.-]+$/.test(path) || /__|-[^.]*_|_[^.]*-/.test(path))).toEqual([]);
  expect(new Set(names.map(variableOf)).size).toBe(names.length);
});

it('every setting says what it means', () => {
  expect(settings.filter(([, { description }]) => !description).map(([path]) => path)).toEqual([]);
});

it('every section refuses names that it does not know', () => {
  const sections = settings.filter(([, { properties }]) => properties !== undefined);
  const open = sections.filter(([, { additionalProperties }]) => additionalProperties !== false);
  expect(open.map(([path]) => path)).toEqual([]);
});
