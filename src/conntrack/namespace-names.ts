import type { Host } from '../host/host.ts';

const NAMED = '/run/netns';

// 4026532177 blue
const ENTRY = /^\s*(\d+) (.+)$/;

/**
 * The name of the network namespace with this inode number, by which the kernel's log knows it (namespaces(7)): empty
 * for the host's own, `undefined` when none has it any more.
 */
export async function namespaceName(host: Host, inode: string, signal: AbortSignal): Promise<string | undefined> {
  const own = await host.readLink('/proc/self/ns/net', signal).catch(() => undefined);
  if (own === `net:[${inode}]`) return '';
  const list = await host.run(['ls', '-1', '--inode', '--dereference', NAMED], signal).catch(() => '');
  for (const line of list.split('\n')) {
    const [, number, name] = ENTRY.exec(line) ?? [];
    if (number === inode) return name;
  }
  // A namespace that is known by a process in it goes by its number.
  const others = await host.namespaces(signal).catch(() => []);
  return others.some(({ netns }) => netns === inode) ? inode : undefined;
}
