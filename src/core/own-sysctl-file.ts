import { createHash } from 'node:crypto';
import { linesOf } from './text.ts';

/**
 * Files of ours in a folder of sysctl.d(5), which keep settings over reboots. One is written as
 *
 *     # Written by netsteward, which changes and removes this file. …
 *     net.netfilter.nf_conntrack_max = 131072
 *
 * and told in one line as `net.netfilter.nf_conntrack_max=131072`, or `absent` when there is none.
 */
export const ABSENT = 'absent';

/** Where they may be: what the administrator has, not what packages bring or what is gone with a reboot. */
export const ownSysctlPath = /^\/(?:etc|usr\/local\/lib)\/sysctl\.d\/[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.conf$/;

/** What such a file may say, in one line. */
export const ownSysctlSettings =
  /^(?:absent|net\.netfilter\.nf_conntrack_max=[1-9]\d{0,9}(?: net\.netfilter\.nf_conntrack_buckets=[1-9]\d{0,9})?)$/;

const MARK = '# Written by netsteward, which changes and removes this file.';
const NOTE = '# A module has to be loaded before its settings are there: see modules-load.d(5).';

// net.netfilter.nf_conntrack_max = 131072
const LINE = /^([a-z0-9_]+(?:\.[a-z0-9_]+)+) = (\d{1,10})$/;

/** @param settings in one line, as above */
export function ownSysctlText(settings: string): string {
  const lines = settings.split(' ').map((setting) => setting.replace('=', ' = '));
  return [MARK, NOTE, ...lines, ''].join('\n');
}

/** The settings of a file in one line. A file that we have not written, or that was changed since, goes by its digest. */
export function settingsOfOwnFile(text: string): string {
  const pairs = linesOf(text).flatMap((line) => {
    const [, name, value] = LINE.exec(line) ?? [];
    return name === undefined ? [] : [`${name}=${value}`];
  });
  const told = pairs.join(' ');
  if (ownSysctlSettings.test(told) && ownSysctlText(told) === text) return told;
  return `other text (SHA-256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)})`;
}

/** Whether a text begins as ours do, whoever has changed it since. */
export function isOwnSysctlText(text: string): boolean {
  return text.startsWith(MARK);
}
