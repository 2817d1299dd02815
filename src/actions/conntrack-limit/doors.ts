import { sysctlFiles } from '../../conntrack/sysctl.ts';
import { HostError, isAbsent } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Evidence } from './evidence.ts';

const HASHSIZE = '/sys/module/nf_conntrack/parameters/hashsize';

/**
 * Whether a kernel file could be written, as access(2) says, which for a sysctl is the truth for root too: in another
 * network namespace than the first, and where /proc/sys is read-only, the answer is no. Null when nobody can be asked.
 */
export async function isWritable(host: Host, path: string, signal: AbortSignal): Promise<boolean | null> {
  try {
    await host.run(['test', '-w', path], signal);
    return true;
  } catch (error) {
    // test(1) says no with exit code 1, and has nothing to add.
    if (error instanceof HostError && error.kind === 'refused' && error.message.endsWith('exit code 1')) return false;
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Kernels before 4.8 show the number of buckets as a sysctl, but take it as a parameter of the module only. */
export async function bucketsDoor(host: Host, signal: AbortSignal): Promise<Evidence['buckets_by']> {
  if ((await isWritable(host, sysctlFiles.buckets, signal)) !== false) return 'sysctl';
  return (await isWritable(host, HASHSIZE, signal)) === true ? 'module' : 'nothing';
}
