import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { namespaceName } from '../../conntrack/namespace-names.ts';
import { HostError } from '../../core/errors.ts';
import type { Host, Namespace } from '../../host/host.ts';
import { recordedHost } from '../../host/recorded-host.ts';
import { createNamespaceTables } from './namespaces.ts';

const recording = (name: string): Host =>
  recordedHost(fileURLToPath(new URL(`fixtures/hosts/${name}/host`, import.meta.url)));
const signal = AbortSignal.timeout(300_000);

describe('the tables of other network namespaces', () => {
  it('are read from procfs each time', async () => {
    const tables = createNamespaceTables(recording('linux-6.18-namespace-full'));
    const { tables: read } = await tables.read(true, signal);
    expect(read.map(({ netns, entries }) => [netns, entries])).toEqual([
      ['blue', 30],
      ['red', 0],
    ]);
  });

  it('are counted at most once a minute where that takes a process, and forgotten with their namespace', async () => {
    let now = 0;
    let listed: (namespace: Namespace) => boolean = () => true;
    const host = recording('sysctl-only');
    const asked: string[] = [];
    const counting = (namespace: Namespace): Namespace =>
      'error' in namespace
        ? namespace
        : {
            netns: namespace.netns,
            host: {
              ...namespace.host,
              readText: (path, ending) => {
                asked.push(namespace.netns);
                return namespace.host.readText(path, ending);
              },
            },
          };
    const changing: Host = {
      ...host,
      namespaces: async (ending) => (await host.namespaces(ending)).filter(listed).map(counting),
    };
    const tables = createNamespaceTables(changing, () => now);
    const readAt = async (time: number) => {
      now = time;
      asked.length = 0;
      const { tables: read } = await tables.read(false, signal);
      return { known: read.map(({ netns }) => netns), asked: [...asked] };
    };
    expect(await readAt(0)).toEqual({ known: ['blue', 'red'], asked: ['blue', 'red'] });
    expect(await readAt(59_999)).toEqual({ known: ['blue', 'red'], asked: [] });
    expect(await readAt(60_000)).toEqual({ known: ['blue', 'red'], asked: ['blue', 'red'] });
    listed = ({ netns }) => netns === 'blue';
    expect(await readAt(60_001)).toEqual({ known: ['blue'], asked: [] });
    listed = () => true;
    expect(await readAt(60_002)).toEqual({ known: ['blue', 'red'], asked: ['red'] });
  });

  it('are a problem where a namespace cannot be entered, and none where it vanished meanwhile', async () => {
    const gone = new HostError(
      'refused',
      'nsenter',
      'exit code 1, nsenter: cannot open /run/netns/c: No such file or directory',
    );
    const host = recording('no-limit');
    const entering = (error: Error): Host => ({ ...host, readText: async () => Promise.reject(error) });
    const namespaces: readonly Namespace[] = [
      { netns: 'a', error: new HostError('denied', 'a', "can't be entered") },
      { netns: 'b', host: entering(new HostError('absent', '/proc/net', 'ENOENT')) },
      { netns: 'c', host: entering(gone) },
      { netns: 'd', host: entering(new HostError('deadline', '/proc/net', 'no answer')) },
    ];
    const tables = createNamespaceTables({ ...host, namespaces: async () => namespaces });
    const { problems } = await tables.read(true, signal);
    expect(problems).toEqual([
      { subject: 'a', message: "a: can't be entered" },
      { subject: 'd', message: '/proc/net: no answer' },
    ]);
  });

  it('are a problem when the namespaces cannot be listed', async () => {
    const failing = async () => Promise.reject(new HostError('deadline', '/run/netns', 'no answer'));
    const { problems } = await createNamespaceTables({ ...recording('no-limit'), namespaces: failing }).read(
      true,
      signal,
    );
    expect(problems).toEqual([{ subject: 'namespaces', message: '/run/netns: no answer' }]);
  });
});

describe('the name of a network namespace', () => {
  const host: Host = {
    ...recording('no-limit'),
    readLink: async () => 'net:[4026531833]',
    // ls (GNU coreutils 9.1) -1 --inode --dereference /run/netns
    run: async () => '4026532177 blue\n4026532240 a name\n',
    namespaces: async () => [{ netns: '4026532300', error: new Error('not entered') }],
  };

  it('is found by its inode number', async () => {
    expect(await namespaceName(host, '4026532177', signal)).toBe('blue');
    expect(await namespaceName(host, '4026532240', signal)).toBe('a name');
  });
  it("is empty for the agent's own", async () => {
    expect(await namespaceName(host, '4026531833', signal)).toBe('');
  });
  it('is the number where only processes know the namespace', async () => {
    expect(await namespaceName(host, '4026532300', signal)).toBe('4026532300');
  });
  it('is unknown when it is gone, or nothing can be read', async () => {
    expect(await namespaceName(host, '402653217', signal)).toBeUndefined();
    expect(await namespaceName(recording('no-limit'), '4026532177', signal)).toBeUndefined();
  });
});
