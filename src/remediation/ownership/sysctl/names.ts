/** One knob has had several names, and some kernels have two of them at once. */
const SAME: readonly (readonly string[])[] = [
  ['net.netfilter.nf_conntrack_max', 'net.nf_conntrack_max', 'net.ipv4.netfilter.ip_conntrack_max'],
  ['net.netfilter.nf_conntrack_buckets', 'net.ipv4.netfilter.ip_conntrack_buckets'],
];

/** All names of a sysctl as paths below /proc/sys: `net/netfilter/nf_conntrack_max`. */
export function pathsOf(name: string): readonly string[] {
  return (SAME.find((names) => names.includes(name)) ?? [name]).map(sysctlPath);
}

/**
 * A name as it is written, as the path below /proc/sys (sysctl.d(5)): either of . and / separates; when the first that
 * comes is a dot, the two are interchanged.
 */
export function sysctlPath(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  if (separator !== '.') return name;
  return name.replace(/[./]/g, (one) => (one === '.' ? '/' : '.'));
}
