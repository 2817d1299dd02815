import { parseKeyFile, type Section } from '../key-file.ts';
import { sysctlPath } from './names.ts';

/** What a profile of TuneD (tuned.conf(5)) says of one sysctl, and which others it includes. */
export type TunedProfile = {
  /** Names of profiles that come before it. */
  readonly includes: readonly string[];
  /** Includes whose names are worked out when TuneD starts. */
  readonly computed: readonly string[];
  readonly value: string | undefined;
};

// ${f:virt_check:virtual-guest:throughput-performance}
const VIRTUAL_OR_NOT = /^\$\{f:virt_check:([\w.-]+):([\w.-]+)\}$/;
const NAME = /^-?([\w.@+-]+)$/;

/** @param wanted all names of the sysctl, as paths */
export function parseTunedProfile(text: string, wanted: readonly string[]): TunedProfile {
  const sections = parseKeyFile(text).map(withoutRemarks);
  const named = sections
    .filter(({ name }) => name === 'main')
    .flatMap(({ entries }) => entries.filter(({ key }) => key === 'include').flatMap(({ value }) => listOf(value)));
  const includes = named.flatMap((name) => {
    const [, guest, machine] = VIRTUAL_OR_NOT.exec(name) ?? [];
    if (guest !== undefined && machine !== undefined) return [guest, machine];
    return NAME.exec(name)?.[1] ?? [];
  });
  const computed = named.filter((name) => !VIRTUAL_OR_NOT.test(name) && !NAME.test(name));
  return {
    includes,
    computed,
    value: sections
      .filter(isOn)
      .flatMap((section) => valuesIn(section, wanted))
      .at(-1),
  };
}

/** A value may have a remark behind it, after a blank and a #. */
function withoutRemarks({ name, entries }: Section): Section {
  return {
    name,
    entries: entries.map(({ key, value }) => ({ key, value: value.replace(/(^|\s)#.*$/, '').trim() })),
  };
}

function listOf(value: string): readonly string[] {
  return value.split(/\s*[,;]\s*/).filter((name) => name !== '');
}

/** The plugin of a section is its name, unless it says another. */
function pluginOf({ name, entries }: Section): string {
  return entries.findLast(({ key }) => key === 'type')?.value ?? name;
}

function isOn({ entries }: Section): boolean {
  const enabled = entries.findLast(({ key }) => key === 'enabled')?.value.toLowerCase() ?? '1';
  return !['0', 'n', 'no', 'false', 'off'].includes(enabled);
}

const HASHSIZE = { plugin: 'net', key: 'nf_conntrack_hashsize', path: 'net/netfilter/nf_conntrack_buckets' } as const;

function valuesIn(section: Section, wanted: readonly string[]): readonly string[] {
  const plugin = pluginOf(section);
  if (plugin === HASHSIZE.plugin && wanted.includes(HASHSIZE.path)) {
    return section.entries.filter(({ key }) => key === HASHSIZE.key).map(({ value }) => value);
  }
  if (plugin !== 'sysctl') return [];
  return section.entries
    .filter(({ key }) => wanted.includes(sysctlPath(key)))
    .map(({ value }) => value.replace(/^(["'])(.*)\1$/, '$2'));
}
