/**
 * Whether a process has the sysfs of its own network namespace at `/sys`: ip(8) enters a namespace first and only then takes
 * the host's away and mounts another, which names the namespace as its source (lib/namespace.c of iproute2).
 * @param mountinfo `/proc/<pid>/mountinfo` (proc_pid_mountinfo(5)): `62 37 0:23 / /sys rw,relatime - sysfs blue rw`
 * @param namespace as ip(8) was given it
 */
export function hasOwnSysfs(mountinfo: string, namespace: string): boolean {
  return mountinfo.split('\n').some((line) => {
    const [place = '', mounted = ''] = line.split(' - ');
    const [type, source = ''] = mounted.split(' ');
    return place.split(' ')[4] === '/sys' && type === 'sysfs' && unescaped(source) === namespace;
  });
}

/** Spaces and the like are written as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
