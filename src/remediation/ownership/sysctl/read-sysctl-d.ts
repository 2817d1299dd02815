import type { Host } from '../../../host/host.ts';
import type { Owner } from '../owner.ts';
import { readable, readFileAt, readFolder } from '../read-files.ts';
import { inOrder, SYSCTL_CONF, SYSCTL_FOLDERS, sysctlOwners } from './sysctl-d.ts';

const isConf = (name: string) => name.endsWith('.conf');

/** Who sets one of these paths by a file of sysctl.d(5) or sysctl.conf(5). */
export async function findSysctlFiles(
  host: Host,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly Owner[]> {
  const folders = await Promise.all(SYSCTL_FOLDERS.map((folder) => readFolder(host, folder, isConf, signal)));
  const { texts, unread } = readable('sysctl.d', folders.flat());
  const conf = await readFileAt(host, SYSCTL_CONF, signal);
  const last = readable('sysctl.d', conf === undefined ? [] : [conf]);
  // A link in sysctl.d, such as Debian's 99-sysctl.conf, leads there: then it is read already.
  const behind = last.texts.filter(({ text }) => !texts.some((one) => one.text === text));
  return [...sysctlOwners([...inOrder(texts), ...behind], wanted), ...unread, ...last.unread];
}
