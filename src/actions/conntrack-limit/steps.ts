import { ownSysctlSettings } from '../../core/own-sysctl-file.ts';
import type { Step } from '../../remediation/step.ts';
import type { Evidence } from './evidence.ts';

export const LIMIT = 'net.netfilter.nf_conntrack_max';
export const BUCKETS = 'net.netfilter.nf_conntrack_buckets';

/** What the action sets, in the order in which it is set. What is not to be set is not there. */
export type Sizes = { readonly limit: number; readonly buckets?: number; readonly file?: string };

/**
 * Steps from one state to another. The limit comes first: it helps at once, while new buckets mean that every entry is
 * put into its place anew.
 */
export function stepsBetween(
  from: Sizes,
  to: Sizes,
  { buckets_by }: Pick<Evidence, 'buckets_by'>,
  path: string,
): readonly Step[] {
  const steps: Step[] = [{ kind: 'sysctl', args: { name: LIMIT, value: to.limit, expected: from.limit } }];
  if (to.buckets !== undefined && from.buckets !== undefined && to.buckets !== from.buckets) {
    const change = { value: to.buckets, expected: from.buckets };
    if (buckets_by === 'sysctl') steps.push({ kind: 'sysctl', args: { name: BUCKETS, ...change } });
    if (buckets_by === 'module') {
      steps.push({ kind: 'module-parameter', args: { parameter: 'nf_conntrack hashsize', ...change } });
    }
  }
  if (to.file !== undefined && from.file !== undefined && to.file !== from.file) {
    steps.push({ kind: 'sysctl-file', args: { path, settings: to.file, expected: from.file } });
  }
  return steps;
}

/** What our own file says of a state, in one line. */
export function fileOf({ limit, buckets }: Sizes): string {
  return [`${LIMIT}=${limit}`, ...(buckets === undefined ? [] : [`${BUCKETS}=${buckets}`])].join(' ');
}

/** Whether a text of the evidence is one that our file can have: a file of somebody else is told by its digest. */
export function isOurs(file: string): boolean {
  return ownSysctlSettings.test(file);
}
