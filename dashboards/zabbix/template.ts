import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { kebab } from '../../scripts/generate/alert-rules.ts';
import type { Tone } from '../model/board.ts';
import { ruleNamed } from '../model/rules.ts';
import { discoveries } from './discoveries.ts';
import { items, macros } from './items.ts';
import type { Discovery, Item, Take, Trigger } from './model.ts';

const TEMPLATE = 'netsteward by HTTP';
const GROUP = { uuid: 'a571c0d144b14fd4a87a9d9b2aa9fcd6', name: 'Templates/Applications' };
const PAGE = 'netsteward.metrics';
const PRIORITIES: Readonly<Record<Tone, string>> = {
  critical: 'HIGH',
  warning: 'WARNING',
  info: 'INFO',
  good: 'INFO',
  plain: 'INFO',
};

/**
 * The template that Zabbix 7.0 imports (zabbix.com/documentation/7.0/en/manual/xml_export_import/templates): one request
 * for the metrics page, from which all items are taken.
 */
export function zabbixTemplate(): string {
  const template = {
    uuid: uuid('template'),
    template: TEMPLATE,
    name: TEMPLATE,
    description:
      'Hosts that netsteward watches. Set {$NETSTEWARD.URL} where the agent listens elsewhere or asks for a password. Thresholds are those of the rules that ship with the agent.',
    groups: [{ name: GROUP.name }],
    items: [pageItem(), namesItem(), ...items.map((item) => itemOf(item, 'triggers'))],
    discovery_rules: discoveries.map(discoveryOf),
    tags: [
      { tag: 'class', value: 'network' },
      { tag: 'target', value: 'netsteward' },
    ],
    macros: macros.map(({ macro, value, about }) => ({ macro, value, description: about })),
    valuemaps: [valuemap('up', 'down', 'up'), valuemap('yes', 'no', 'yes')],
  };
  const exported = { zabbix_export: { version: '7.0', template_groups: [GROUP], templates: [template] } };
  return `# Made by \`npm run generate\`; not to be edited.\n${stringify(exported, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

/** Zabbix wants random ones of version 4 that never change: they are made from what they name. */
function uuid(of: string): string {
  const hash = createHash('sha256').update(`netsteward ${of}`).digest('hex');
  return `${hash.slice(0, 12)}4${hash.slice(13, 16)}a${hash.slice(17, 32)}`;
}

function pageItem() {
  return {
    uuid: uuid(PAGE),
    name: 'Metrics page',
    type: 'HTTP_AGENT',
    key: PAGE,
    delay: '30s',
    history: '0',
    value_type: 'TEXT',
    trends: '0',
    description: 'Everything that the agent tells; all other items are taken from it.',
    timeout: '10s',
    url: '{$NETSTEWARD.URL}',
    tags: [{ tag: 'component', value: 'raw' }],
  };
}

/** The names of the alerts that fire, for people. */
function namesItem() {
  return {
    uuid: uuid('alerts.names'),
    name: 'Alerts that fire: names',
    type: 'DEPENDENT',
    key: 'netsteward.alerts.names',
    delay: '0',
    value_type: 'TEXT',
    trends: '0',
    description: 'The names of the alerts that fire on the host, by its own rules.',
    preprocessing: [
      { type: 'PROMETHEUS_TO_JSON', parameters: ['netsteward_alerts{alertstate="firing"}'], ...instead('[]') },
      { type: 'JSONPATH', parameters: ['$[*].labels.alertname'], ...instead('[]') },
      { type: 'DISCARD_UNCHANGED_HEARTBEAT', parameters: ['1h'] },
    ],
    master_item: { key: PAGE },
    tags: [{ tag: 'component', value: 'alerts' }],
  };
}

function itemOf(item: Item, nested: 'triggers' | 'trigger_prototypes') {
  const { key, name, about, of, take, units, valuemap: map, lost } = item;
  const triggers = [
    ...(item.triggers ?? []).map((trigger) => triggerOf(trigger, key)),
    ...(lost === undefined ? [] : [nothingOf(key, lost)]),
  ];
  const isText = typeof take === 'object' && 'label' in take;
  return {
    uuid: uuid(key),
    name,
    type: 'DEPENDENT',
    key: `netsteward.${key}`,
    delay: '0',
    value_type: isText ? 'CHAR' : 'FLOAT',
    ...(isText ? { trends: '0' } : {}),
    ...(units === undefined ? {} : { units }),
    description: about,
    ...(map === undefined ? {} : { valuemap: { name: map } }),
    preprocessing: [
      {
        type: 'PROMETHEUS_PATTERN',
        parameters: [of, ...parametersOf(take)],
        ...(item.otherwise === undefined ? { error_handler: 'DISCARD_VALUE' } : instead(item.otherwise)),
      },
      ...(item.isRate === true ? [{ type: 'CHANGE_PER_SECOND', parameters: [''] }] : []),
    ],
    master_item: { key: PAGE },
    tags: [{ tag: 'component', value: key.split(/[.[]/)[0] }],
    ...(triggers.length === 0 ? {} : { [nested]: triggers }),
  };
}

function instead(value: string) {
  return { error_handler: 'CUSTOM_VALUE', error_handler_params: value };
}

function parametersOf(take: Take): readonly string[] {
  if (take === 'value') return ['value', ''];
  return 'label' in take ? ['label', take.label] : ['function', take.over];
}

function triggerOf({ alert, when, says }: Trigger, key: string) {
  const { severity, description, action } = ruleNamed(alert);
  return {
    uuid: uuid(`${key} ${alert}`),
    expression: when.replaceAll('ITEM', `/${TEMPLATE}/netsteward.${key}`),
    name: `netsteward: ${says}`,
    url_name: 'Runbook',
    url: `{$NETSTEWARD.RUNBOOKS}/${kebab(alert)}.md`,
    priority: PRIORITIES[severity],
    description: `${description.trim()} ${action.trim()}`,
    tags: [{ tag: 'alert', value: alert }],
  };
}

function nothingOf(key: string, { says, about }: NonNullable<Item['lost']>) {
  return {
    uuid: uuid(`${key} lost`),
    expression: `nodata(/${TEMPLATE}/netsteward.${key},5m)=1`,
    name: `netsteward: ${says}`,
    priority: 'AVERAGE',
    description: about,
  };
}

function discoveryOf({ key, name, about, of, macros: found, items: own }: Discovery) {
  return {
    uuid: uuid(`discovery ${key}`),
    name,
    type: 'DEPENDENT',
    key: `netsteward.${key}.discovery`,
    delay: '0',
    lifetime: '7d',
    description: about,
    item_prototypes: own.map((item) => itemOf(item, 'trigger_prototypes')),
    master_item: { key: PAGE },
    lld_macro_paths: Object.entries(found).map(([lld_macro, label]) => ({ lld_macro, path: `$.labels.${label}` })),
    preprocessing: [{ type: 'PROMETHEUS_TO_JSON', parameters: [of], ...instead('[]') }],
  };
}

function valuemap(name: string, zero: string, one: string) {
  return {
    uuid: uuid(`valuemap ${name}`),
    name,
    mappings: [
      { value: '0', newvalue: zero },
      { value: '1', newvalue: one },
    ],
  };
}
