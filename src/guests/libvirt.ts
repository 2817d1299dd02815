import { hash } from 'node:crypto';
import { atMost } from '../core/at-most.ts';
import { HostError, isAbsent, messageOf } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { type Domain, parseDomain } from './libvirt-domain.ts';

export type FoundDomains = { readonly domains: readonly Domain[]; readonly problems: readonly string[] };

/** Running domains, as they are; then those that are defined, as they will be. */
const DIRECTORIES = ['/run/libvirt/qemu', '/etc/libvirt/qemu'] as const;
const XML = '.xml';
const AT_ONCE = 16;

type Known = { readonly digest: string; readonly domain: Domain };

/**
 * Finds the domains of libvirt by its files, as long as they may be read: whoever may not sees QEMU's processes all the
 * same. A file is read each time, as devices and pinning change while a domain runs, and understood again when its text
 * is another.
 */
export function createDomainSearch(host: Host): (signal: AbortSignal) => Promise<FoundDomains> {
  let known: ReadonlyMap<string, Known> = new Map();

  return async (signal) => {
    const problems: string[] = [];
    const now = new Map<string, Known>();
    const running = await filesIn(DIRECTORIES[0], new Set(), problems, signal);
    const defined = await filesIn(DIRECTORIES[1], new Set(running.map(nameOf)), problems, signal);
    await atMost(AT_ONCE, [...running, ...defined], async (file) => {
      const before = known.get(file);
      try {
        const text = await host.readText(file, signal);
        const digest = hash('sha1', text);
        now.set(file, before?.digest === digest ? before : { digest, domain: parseDomain(text, file) });
      } catch (error) {
        if (isHidden(error)) return;
        problems.push(messageOf(error));
        if (before !== undefined) now.set(file, before);
      }
    });
    signal.throwIfAborted();
    known = now;
    return { domains: [...running, ...defined].flatMap((file) => now.get(file)?.domain ?? []), problems };
  };

  async function filesIn(
    directory: string,
    except: ReadonlySet<string>,
    problems: string[],
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    try {
      const names = await host.list(directory, signal);
      const files = names.filter((name) => name.endsWith(XML)).map((name) => `${directory}/${name}`);
      return files.filter((file) => !except.has(nameOf(file)));
    } catch (error) {
      if (!isHidden(error)) problems.push(messageOf(error));
      return [];
    }
  }
}

/** Not there, or not for us. */
function isHidden(error: unknown): boolean {
  return isAbsent(error) || (error instanceof HostError && error.kind === 'denied');
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
