import { parse } from 'yaml';
import { z } from 'zod';

/** What kube-proxy is told about connection tracking. */
export type KubeProxySettings = { readonly maxPerCore: number; readonly min: number };

/** Its own (kubernetes, pkg/proxy/apis/config/v1alpha1/defaults.go). */
const DEFAULTS: KubeProxySettings = { maxPerCore: 32_768, min: 131_072 };

/** The file that holds its settings, if any; flags about connection tracking then do nothing. */
export function configFileOf(argv: readonly string[]): string | undefined {
  return flag(argv, 'config');
}

/** `--conntrack-max-per-core=0`, `--conntrack-min 131072`. Nothing when a value is no number. */
export function settingsOfFlags(argv: readonly string[]): KubeProxySettings | undefined {
  const maxPerCore = number(flag(argv, 'conntrack-max-per-core'), DEFAULTS.maxPerCore);
  const min = number(flag(argv, 'conntrack-min'), DEFAULTS.min);
  return maxPerCore === undefined || min === undefined ? undefined : { maxPerCore, min };
}

const conntrack = z.object({ maxPerCore: z.int().min(0).nullish(), min: z.int().min(0).nullish() }).nullish();

/** KubeProxyConfiguration: v1alpha1 has `conntrack` at the top, v1alpha2 below `linux`. */
const configuration = z.object({ conntrack, linux: z.object({ conntrack }).nullish() });

/** Nothing when it is not understood. */
export function settingsOfConfig(text: string): KubeProxySettings | undefined {
  let value: unknown;
  try {
    value = parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
  const read = configuration.safeParse(value);
  if (!read.success) return undefined;
  const given = read.data.linux?.conntrack ?? read.data.conntrack;
  return { maxPerCore: given?.maxPerCore ?? DEFAULTS.maxPerCore, min: given?.min ?? DEFAULTS.min };
}

/** The limit that it sets; nothing when it leaves the limit as it is. */
export function limitSet({ maxPerCore, min }: KubeProxySettings, cpus: number): number | undefined {
  return maxPerCore === 0 ? undefined : Math.max(maxPerCore * cpus, min);
}

/** The last value of a flag, in one argument or in two. */
function flag(argv: readonly string[], name: string): string | undefined {
  return argv
    .flatMap((argument, index): readonly string[] => {
      const [, given, value] = /^--?([a-z-]+)(?:=([\s\S]*))?$/.exec(argument) ?? [];
      if (given !== name) return [];
      return [value ?? argv[index + 1] ?? ''];
    })
    .at(-1);
}

function number(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise;
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
