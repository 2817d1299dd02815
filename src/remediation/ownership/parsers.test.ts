import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ifupdownOwners } from './bond/ifupdown.ts';
import { parseInterfaces } from './bond/interfaces.ts';
import { netplanOwners } from './bond/netplan.ts';
import { ownersIn } from './bond/network-manager.ts';
import { networkdOwners } from './bond/networkd.ts';
import { lastValue, parseKeyFile } from './key-file.ts';
import type { Owner } from './owner.ts';
import { settingsOfConfig } from './sysctl/kube-proxy-settings.ts';
import { pathsOf } from './sysctl/names.ts';
import { sysctlOwners } from './sysctl/sysctl-d.ts';
import { parseTunedProfile } from './sysctl/tuned-profile.ts';

const WANTED = pathsOf('net.netfilter.nf_conntrack_max');

it('the last of a key in all sections of a name counts, lines go on, remarks do not', () => {
  const sections = parseKeyFile('[A]\nk=1\n#k=2\n; k=3\n[B]\nk=4\n[A]\n k = 5 \\\n  6\nno key\n=7\n');
  expect(lastValue(sections, 'A', 'k')).toBe('5  6');
  expect(lastValue(sections, 'B', 'k')).toBe('4');
  expect(lastValue(sections, 'C', 'k')).toBeUndefined();
});

describe('whatever stands in a file, nothing breaks and no value is invented', () => {
  const words = [
    ...[
      '[main]',
      '[sysctl]',
      'include=',
      `\${f:virt_check:a:b}`,
      'net.netfilter.nf_conntrack_max=',
      '1048576',
      '#',
      '\\',
    ],
    ...[
      'iface',
      'bond0',
      'bond-primary',
      'eth0',
      'source',
      'network:',
      'bonds:',
      'parameters:',
      'primary:',
      '  ',
      '- ',
    ],
    ...['[Network]', 'Bond=bond0', 'ActiveSlave=yes', '[Match]', 'Name=eth0', '[connection]', 'type=bond'],
    ...['interface-name=bond0', '[bond]', 'options=primary=eth0', '[NetDev]', 'Kind=bond', 'Name=bond0'],
  ];
  const text = fc.oneof(
    fc
      .array(fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...words) }, fc.string()), { maxLength: 4 }))
      .map((lines) => lines.map((line) => line.join('')).join('\n')),
    fc.string({ unit: 'binary' }),
  );
  const finders: Readonly<Record<string, (text: string) => readonly Pick<Owner, 'value'>[]>> = {
    'sysctl.d': (given) => sysctlOwners([{ path: '/etc/sysctl.d/a.conf', text: given }], WANTED),
    TuneD: (given) => {
      const { value } = parseTunedProfile(given, WANTED);
      return value === undefined ? [] : [{ value }];
    },
    NetworkManager: (given) => ownersIn('/x', given, 'bond0'),
    networkd: (given) =>
      networkdOwners(
        ['netdev', 'network'].map((end) => ({ path: `/x.${end}`, text: given })),
        'bond0',
      ),
    netplan: (given) => netplanOwners('/x', given, 'bond0'),
    ifupdown: (given) => ifupdownOwners('/x', parseInterfaces(given).interfaces, 'bond0'),
  };
  it.each(Object.entries(finders))('%s', (_, find) => {
    fc.assert(
      fc.property(text, (given) => {
        for (const { value } of find(given)) {
          for (const word of (value ?? '').split(/\s+/)) expect(given).toContain(word);
        }
        settingsOfConfig(given);
      }),
      { numRuns: 1500 },
    );
  });
});
