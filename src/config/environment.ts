import type { SettingPath } from '../core/yaml/yaml-source.ts';

/** A setting given by an environment variable. */
export type Override = {
  readonly variable: string;
  readonly path: readonly string[];
  readonly text: string;
};

const PREFIX = 'NETSTEWARD_';
/**
 * Kubernetes puts these into every container of a namespace that has a service called netsteward:
 * NETSTEWARD_SERVICE_HOST, NETSTEWARD_SERVICE_PORT_METRICS, NETSTEWARD_PORT, NETSTEWARD_PORT_9479_TCP_ADDR.
 */
const OF_KUBERNETES = /^NETSTEWARD_(?:SERVICE_(?:HOST|PORT)|PORT$|PORT_\d)/;

/**
 * The settings in the environment: `NETSTEWARD_MQTT__BROKER` is `mqtt.broker`. An empty variable counts as not set.
 * @param dashed names with dashes, for which variables have underscores: `NETSTEWARD_COLLECTORS__OVS_BOND__INTERVAL`
 */
export function overridesIn(
  env: Readonly<Record<string, string | undefined>>,
  dashed: readonly string[] = [],
): Override[] {
  const names = new Map(dashed.map((name) => [name.replaceAll('-', '_'), name]));
  const overrides: Override[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || OF_KUBERNETES.test(variable)) continue;
    if (text === undefined || text === '') continue;
    const steps = variable.slice(PREFIX.length).toLowerCase().split('__');
    overrides.push({ variable, path: steps.map((step) => names.get(step) ?? step), text });
  }
  return overrides.sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

/** The variable for a setting: `NETSTEWARD_COLLECTORS__BOND__INTERVAL`. */
export function variableFor(path: SettingPath): string {
  return PREFIX + path.map((step) => String(step).replaceAll('-', '_').toUpperCase()).join('__');
}

/**
 * What an override means where text is not what the setting wants: a number, true, false or a list as in JSON;
 * a list also as `a,b`.
 */
export function meaningOf(text: string, isList: boolean): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return isList ? text.split(',').map((item) => item.trim()) : text;
  }
}
