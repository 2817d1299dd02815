import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ownSysctlText, settingsOfOwnFile } from '../../core/own-sysctl-file.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { sysctlFile } from './sysctl-file.ts';

const PATH = '/etc/sysctl.d/90-netsteward-conntrack.conf';
const SETTINGS = 'net.netfilter.nf_conntrack_max=131072 net.netfilter.nf_conntrack_buckets=65536';
const args = { path: PATH, settings: SETTINGS, expected: 'absent' };

describe('a file of our own in sysctl.d', () => {
  it('is told in words, with the setting that it is', () => {
    const step = sysctlFile.open(args);
    expect(step.words).toBe(`write ${SETTINGS} to ${PATH} (is not there)`);
    expect(step.setting).toEqual({ name: `file ${PATH}`, value: SETTINGS });
    expect(sysctlFile.open({ ...args, settings: 'absent', expected: SETTINGS }).words).toBe(
      `remove ${PATH} (says ${SETTINGS})`,
    );
  });

  it('says what it was told to, in the form of sysctl.d', () => {
    expect(ownSysctlText(SETTINGS)).toBe(
      `# Written by netsteward, which changes and removes this file.
# A module has to be loaded before its settings are there: see modules-load.d(5).
net.netfilter.nf_conntrack_max = 131072
net.netfilter.nf_conntrack_buckets = 65536
`,
    );
  });

  it('is not there until it is', async () => {
    const root = mkdtempSync(join(tmpdir(), 'nst-sysctl-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const current = sysctlFile.open(args).current;
    expect(await current?.(recordedHost(root), AbortSignal.timeout(10_000))).toBe('absent');
  });

  it.each([
    ['a path that leads out', { path: '/etc/sysctl.d/../passwd.conf' }],
    ['another folder', { path: '/etc/90-x.conf' }],
    ['a folder below', { path: '/etc/sysctl.d/a/b.conf' }],
    ['a hidden file', { path: '/etc/sysctl.d/.x.conf' }],
    ['what is gone with a reboot', { path: '/run/sysctl.d/x.conf' }],
    ['another ending', { path: '/etc/sysctl.d/x.conf\n' }],
    ['another sysctl', { settings: 'kernel.core_pattern=|/bin/sh' }],
    ['two lines', { settings: `${SETTINGS}\nkernel.core_pattern=1` }],
    ['a number that is none', { settings: 'net.netfilter.nf_conntrack_max=0x10' }],
    ["somebody else's file", { expected: 'other text (SHA-256 0123456789abcdef)' }],
  ])('is refused for %s', (_, wrong) => {
    expect(() => sysctlFile.open({ ...args, ...wrong })).toThrow(/expected/);
  });

  it('is known again exactly when nothing in it was changed', () => {
    const whole = ownSysctlText(SETTINGS);
    expect(settingsOfOwnFile(whole)).toBe(SETTINGS);
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), fc.nat({ max: 8 }), fc.string({ maxLength: 4 }), (at, gone, put) => {
        const text = whole.slice(0, at) + put + whole.slice(at + gone);
        const told = settingsOfOwnFile(text);
        if (text === whole) expect(told).toBe(SETTINGS);
        else if (told.startsWith('other text')) expect(told).toMatch(/^other text \(SHA-256 [0-9a-f]{16}\)$/);
        else expect(ownSysctlText(told)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});
