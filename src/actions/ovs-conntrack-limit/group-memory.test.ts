import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { memoryOfGroup } from './group-memory.ts';

const daemon = { kind: 'vswitchd', name: '', runDirectory: '', pid: 7, unixctl: '', database: '' } as const;

function hostWith(files: Readonly<Record<string, string>>) {
  const { host, write } = changingHost(privateDirectory());
  for (const [path, text] of Object.entries(files)) write(path, text);
  return host;
}

const left = (files: Readonly<Record<string, string>>) =>
  memoryOfGroup(hostWith({ 'proc/7/comm': 'ovs-vswitchd\n', ...files }), daemon, AbortSignal.timeout(5000));

describe('what the control groups of a daemon leave it', () => {
  const own = 'sys/fs/cgroup/system.slice/ovs.service';
  const cgroup = { 'proc/7/cgroup': '0::/system.slice/ovs.service\n' };

  it('is the least of them and of those above', async () => {
    const files = {
      ...cgroup,
      [`${own}/memory.max`]: '1000000\n',
      [`${own}/memory.current`]: '400000\n',
      'sys/fs/cgroup/system.slice/memory.max': '900000\n',
      'sys/fs/cgroup/system.slice/memory.current': '800000\n',
    };
    expect(await left(files)).toBe(100_000);
    expect(await left({ ...files, 'sys/fs/cgroup/system.slice/memory.max': 'max\n' })).toBe(600_000);
    expect(await left({ ...files, [`${own}/memory.current`]: '2000000\n' })).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no group has a limit', { ...cgroup, [`${own}/memory.max`]: 'max\n', [`${own}/memory.current`]: '1\n' }],
    ['the process is another', { ...cgroup, 'proc/7/comm': 'bash\n', [`${own}/memory.max`]: '1\n' }],
    ['groups are of version 1', { 'proc/7/cgroup': '9:memory:/ovs\n' }],
    ['the group is outside of what can be seen', { 'proc/7/cgroup': '0::/../../x\n' }],
    ['the process is gone', {}],
  ])('is not known when %s', async (_, files) => {
    expect(await left(files)).toBeNull();
  });
});
