import { z } from 'zod';

// There is no Zabbix server here: the file is held against the elements of templates that its manual lists
// (zabbix.com/documentation/7.0/en/manual/xml_export_import/templates). What Zabbix makes of it, only Zabbix can tell.
const uuid = z
  .string()
  .regex(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/, 'expected a uuid of version 4, without dashes');
const key = z.string().regex(/^[0-9A-Za-z._-]+(\[.*\])?$/);
const tags = z.array(z.strictObject({ tag: z.string(), value: z.string() }));
const trigger = z.strictObject({
  uuid,
  expression: z.string(),
  name: z.string().max(255),
  url_name: z.string().max(64).optional(),
  url: z.string().max(2048).optional(),
  priority: z.enum(['NOT_CLASSIFIED', 'INFO', 'WARNING', 'AVERAGE', 'HIGH', 'DISASTER']),
  description: z.string(),
  tags: tags.optional(),
});
const onError = {
  error_handler: z.enum(['DISCARD_VALUE', 'CUSTOM_VALUE', 'CUSTOM_ERROR']).optional(),
  error_handler_params: z.string().optional(),
};
const texts = (count: number) => z.array(z.string()).length(count);
export const step = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('PROMETHEUS_PATTERN'),
    parameters: z.union([
      z.tuple([z.string(), z.literal('value'), z.literal('')]),
      z.tuple([z.string(), z.literal('label'), z.string().min(1)]),
      z.tuple([z.string(), z.literal('function'), z.enum(['sum', 'min', 'max', 'avg', 'count'])]),
    ]),
    ...onError,
  }),
  z.strictObject({ type: z.literal('PROMETHEUS_TO_JSON'), parameters: texts(1), ...onError }),
  z.strictObject({ type: z.literal('JSONPATH'), parameters: texts(1), ...onError }),
  z.strictObject({ type: z.literal('CHANGE_PER_SECOND'), parameters: z.tuple([z.literal('')]) }),
  z.strictObject({ type: z.literal('DISCARD_UNCHANGED_HEARTBEAT'), parameters: texts(1) }),
]);
const described = { uuid, name: z.string().max(255), key, delay: z.string(), description: z.string() };
const master = z.strictObject({ key });
const item = z.strictObject({
  ...described,
  type: z.enum(['HTTP_AGENT', 'DEPENDENT']),
  history: z.string().optional(),
  trends: z.literal('0').optional(),
  value_type: z.enum(['FLOAT', 'UNSIGNED', 'CHAR', 'TEXT']),
  units: z.string().optional(),
  timeout: z.string().optional(),
  url: z.string().optional(),
  valuemap: z.strictObject({ name: z.string() }).optional(),
  preprocessing: z.array(step).min(1).optional(),
  master_item: master.optional(),
  tags,
  triggers: z.array(trigger).optional(),
});
const { triggers: _, ...ofItem } = item.shape;
export const prototype = z.strictObject({ ...ofItem, trigger_prototypes: z.array(trigger).optional() });
export const discovery = z.strictObject({
  ...described,
  type: z.literal('DEPENDENT'),
  lifetime: z.string(),
  item_prototypes: z.array(prototype).min(1),
  master_item: master,
  lld_macro_paths: z.array(
    z.strictObject({ lld_macro: z.string().regex(/^\{#[A-Z0-9_.]+\}$/), path: z.string().regex(/^\$\.labels\.\w+$/) }),
  ),
  preprocessing: z.array(step).length(1),
});
const template = z.strictObject({
  uuid,
  template: z.string(),
  name: z.string(),
  description: z.string(),
  groups: z.array(z.strictObject({ name: z.string() })),
  items: z.array(item),
  discovery_rules: z.array(discovery),
  tags,
  macros: z.array(
    z.strictObject({ macro: z.string().regex(/^\{\$[A-Z0-9_.]+\}$/), value: z.string(), description: z.string() }),
  ),
  valuemaps: z.array(
    z.strictObject({
      uuid,
      name: z.string(),
      mappings: z.array(z.strictObject({ value: z.string(), newvalue: z.string() })),
    }),
  ),
});
/** The whole file. */
export const exported = z.strictObject({
  zabbix_export: z.strictObject({
    version: z.literal('7.0'),
    template_groups: z.array(z.strictObject({ uuid, name: z.string() })),
    templates: z.tuple([template]),
  }),
});
