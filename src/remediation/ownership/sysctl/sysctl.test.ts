import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownSysctlText } from '../../../core/own-sysctl-file.ts';
import { baseName } from '../read-files.ts';
import { fitsGlob } from './glob.ts';
import { limitSet, settingsOfConfig, settingsOfFlags } from './kube-proxy-settings.ts';
import { pathsOf, sysctlPath } from './names.ts';
import { inOrder, SYSCTL_FOLDERS, type SysctlText, sysctlOwners } from './sysctl-d.ts';

const WANTED = pathsOf('net.netfilter.nf_conntrack_max');

describe('names of sysctls', () => {
  it.each([
    ['net.netfilter.nf_conntrack_max', 'net/netfilter/nf_conntrack_max'],
    ['net/netfilter/nf_conntrack_max', 'net/netfilter/nf_conntrack_max'],
    ['net.ipv4.conf.enp3s0/200.forwarding', 'net/ipv4/conf/enp3s0.200/forwarding'],
    ['net/ipv4/conf/enp3s0.200/forwarding', 'net/ipv4/conf/enp3s0.200/forwarding'],
  ])('%s is %s', (name, path) => {
    expect(sysctlPath(name)).toBe(path);
  });

  it('of one knob are all known by any of them', () => {
    expect(pathsOf('net.nf_conntrack_max')).toEqual(WANTED);
    expect(pathsOf('vm.swappiness')).toEqual(['vm/swappiness']);
  });

  it.each([
    ['net/*/nf_conntrack_max', true],
    ['net/netfilter/nf_conntrack_ma?', true],
    ['net/netfilter/nf_conntrack_[a-m]ax', true],
    ['net/netfilter/nf_conntrack_[!m]ax', false],
    ['net/*', false],
    ['net/netfilter/nf_conntrack_[max', false],
    ['net.netfilter.nf_conntrack_max', false],
    ['net/netfilter/nf_conntrack_ma', false],
  ])('fit the pattern %s: %s', (pattern, fits) => {
    expect(fitsGlob('net/netfilter/nf_conntrack_max', pattern)).toBe(fits);
  });

  it('fit a pattern without wildcards only when they are the same, and no pattern breaks anything', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', '/', '.', '*', '?', '[', ']', '!', '^', '-', '\\', 'z', '(', '|', '+'),
    });
    fc.assert(
      fc.property(part, part, (path, pattern) => {
        const fits = fitsGlob(path, pattern);
        if (!/[*?[]/.test(pattern)) expect(fits).toBe(path === pattern);
        if (!/[*?[]/.test(path)) expect(fitsGlob(path, path)).toBe(true);
        if (/^[a/.z]*$/.test(pattern) && pattern !== '') expect(fitsGlob(`${pattern}x`, pattern)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('files of sysctl.d', () => {
  const names = fc.constantFrom('10-a.conf', '50-b.conf', '90-c.conf', '99-d.conf');
  const values = fc.constantFrom('1', '2', '3', undefined);
  const file = fc.tuple(fc.constantFrom(...SYSCTL_FOLDERS), names, values).map(([folder, name, value]): SysctlText => {
    return { path: `${folder}/${name}`, text: value === undefined ? '' : `net.nf_conntrack_max=${value}\n` };
  });
  const files = fc
    .uniqueArray(file, { selector: ({ path }) => path })
    .map((some) => some.toSorted((a, b) => folderOf(a) - folderOf(b)));
  const folderOf = ({ path }: SysctlText) => SYSCTL_FOLDERS.findIndex((folder) => path.startsWith(`${folder}/`));

  it('are applied by name, each name once, from the first folder that has it', () => {
    fc.assert(
      fc.property(files, (given) => {
        const order = inOrder(given);
        const applied = order.map(({ path }) => baseName(path));
        expect(applied).toEqual([...new Set(given.map(({ path }) => baseName(path)))].sort());
        for (const one of order) {
          const same = given.filter(({ path }) => baseName(path) === baseName(one.path));
          expect(folderOf(one)).toBe(Math.min(...same.map(folderOf)));
        }
      }),
    );
  });

  it('have one that comes last, and it is the one whose value counts', () => {
    fc.assert(
      fc.property(files, (given) => {
        const order = inOrder(given);
        const owners = sysctlOwners(order, WANTED);
        expect(owners.map(({ where }) => where)).toEqual(
          order.flatMap(({ path, text }) => (text === '' ? [] : [path])),
        );
        const winners = owners.filter(({ words }) => !words.includes(', but '));
        expect(winners).toEqual(owners.slice(-1));
      }),
    );
  });

  it('of ours are nobody else, and stand in front of what comes later', () => {
    const ours = { path: '/etc/sysctl.d/90-x.conf', text: ownSysctlText('net.netfilter.nf_conntrack_max=5') };
    expect(sysctlOwners([ours], WANTED)).toEqual([]);
    const other = { path: '/etc/sysctl.d/10-a.conf', text: 'net.nf_conntrack_max=4' };
    expect(sysctlOwners([other, ours], WANTED)).toMatchObject([
      { words: '/etc/sysctl.d/10-a.conf sets it to 4 at boot, but /etc/sysctl.d/90-x.conf goes before it' },
    ]);
  });

  it('that name it in full go before later patterns', () => {
    const full = { path: '/etc/sysctl.d/10-a.conf', text: 'net.netfilter.nf_conntrack_max = 4' };
    const pattern = { path: '/etc/sysctl.d/20-b.conf', text: 'net.netfilter.* = 5' };
    expect(sysctlOwners([full, pattern], WANTED)).toMatchObject([
      { words: '/etc/sysctl.d/10-a.conf sets it to 4 at boot' },
      { words: '/etc/sysctl.d/20-b.conf sets it to 5 at boot, but /etc/sysctl.d/10-a.conf goes before it' },
    ]);
  });

  it('may take a name away from patterns', () => {
    const pattern = { path: '/etc/sysctl.d/10-a.conf', text: 'net.netfilter.* = 4' };
    expect(sysctlOwners([pattern], WANTED)).toHaveLength(1);
    const not = { path: '/etc/sysctl.d/20-b.conf', text: '-net.netfilter.nf_conntrack_max' };
    expect(sysctlOwners([pattern, not], WANTED)).toEqual([]);
  });
});

describe('settings of kube-proxy', () => {
  it.each([
    [[], 8, 262_144],
    [['--conntrack-max-per-core=1000'], 8, 131_072],
    [['--conntrack-max-per-core', '0', '--conntrack-min=5'], 8, undefined],
    [['--conntrack-min=500000'], 2, 500_000],
  ])('%j on %i CPUs', (argv, cpus, limit) => {
    const settings = settingsOfFlags(['kube-proxy', ...argv]);
    expect(settings && limitSet(settings, cpus)).toBe(limit);
  });

  it('are found in both forms of its file, and are its own where there are none', () => {
    expect(settingsOfConfig('linux:\n  conntrack:\n    maxPerCore: 5\n')).toEqual({ maxPerCore: 5, min: 131_072 });
    expect(settingsOfConfig('conntrack:\n  min: 6\n')).toEqual({ maxPerCore: 32_768, min: 6 });
    expect(settingsOfConfig('mode: ipvs\n')).toEqual({ maxPerCore: 32_768, min: 131_072 });
    expect(settingsOfConfig('conntrack: [')).toBeUndefined();
    expect(settingsOfConfig('conntrack:\n  min: many\n')).toBeUndefined();
  });
});
