import { expect, it } from 'vitest';
import { hasOwnSysfs } from './own-sysfs.ts';

const HOST = '22 28 0:21 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw';
const CGROUP = '25 22 0:23 / /sys/fs/cgroup rw,relatime master:9 - cgroup2 blue rw';

it.each([
  ['the host’s own', `${HOST}\n${CGROUP}\n`, 'blue', false],
  ['that of the namespace', `${CGROUP}\n62 37 0:40 / /sys rw,relatime - sysfs blue rw\n`, 'blue', true],
  ['that of another', '62 37 0:40 / /sys rw,relatime - sysfs green rw\n', 'blue', false],
  ['one with a space in its name', '62 37 0:40 / /sys rw,relatime master:7 - sysfs my\\040vnf rw\n', 'my vnf', true],
  [
    'one that is reached by a process',
    '62 37 0:40 / /sys rw - sysfs ../../proc/7/ns/net rw\n',
    '../../proc/7/ns/net',
    true,
  ],
  ['none', '', 'blue', false],
])('a process that sees %s', (_, mountinfo, namespace, expected) => {
  expect(hasOwnSysfs(mountinfo, namespace)).toBe(expected);
});
