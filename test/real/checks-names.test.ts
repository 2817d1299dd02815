import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { failureOf } from '../../src/host/checks/failure.ts';
import { createNames, namesOptions } from '../../src/host/checks/names/index.ts';
import { createLookUp } from '../../src/host/checks/names/look-up.ts';
import { createSystemFiles } from '../../src/host/checks/names/system-files.ts';
import type { CheckPlace } from '../../src/host/checks.ts';
import { eventually } from '../support/eventually.ts';
import { needNameServers, nsd, unbound } from '../support/name-server.ts';
import { networkNamespace, noNamespaces } from '../support/network-namespace.ts';
import { checkerSockets } from '../support/one-check.ts';
import { privateDirectory } from '../support/private-directory.ts';

const waiting = AbortSignal.timeout(300_000);

/** Looks names up with an /etc of the test's own. */
function lookingUp(files: Readonly<Record<string, string>>, port: number) {
  const etc = privateDirectory();
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(etc, file)), { recursive: true });
    writeFileSync(path.join(etc, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const sockets = checkerSockets();
  const lookUp = createLookUp(sockets, createSystemFiles(etc), port);
  return { sockets, write, lookUp, look: (name: string, place: CheckPlace = {}) => lookUp(name, place, waiting) };
}

const loopback = {
  'resolv.conf': 'nameserver 127.0.0.1\nsearch b.example.org example.org\noptions timeout:1 attempts:2\n',
};

describe('names that real servers know', () => {
  beforeEach(needNameServers);

  it('have all their addresses, with the time for which they hold', async () => {
    const authority = await nsd(
      'web A 192.0.2.1\nweb A 192.0.2.2\nweb AAAA 2001:db8::1\nalias 30 CNAME web\nfour A 192.0.2.4',
    );
    const { look } = lookingUp(loopback, authority.port);
    expect(await look('web.example.org')).toEqual({
      is: 'found',
      addresses: ['2001:db8::1', expect.stringMatching(/^192.0.2.[12]$/), expect.stringMatching(/^192.0.2.[12]$/)],
      lifetime: 60_000,
    });
    expect(await look('alias.example.org.')).toMatchObject({ is: 'found', lifetime: 30_000 });
    expect(await look('four.example.org')).toEqual({ is: 'found', addresses: ['192.0.2.4'], lifetime: 60_000 });
  });

  it('are found below the search domains as the system finds them, and in the hosts file before all', async () => {
    const authority = await nsd('web A 192.0.2.1\nlisted A 192.0.2.2\nonly TXT "text"');
    const { look, write } = lookingUp({ ...loopback, hosts: '192.0.2.99 listed.example.org\n' }, authority.port);
    expect(await look('web')).toMatchObject({ addresses: ['192.0.2.1'] });
    expect(await look('listed.example.org')).toMatchObject({ addresses: ['192.0.2.99'] });
    write('hosts', '');
    expect(await look('listed.example.org')).toMatchObject({ addresses: ['192.0.2.2'] });
    expect(await look('only.example.org.')).toEqual({ is: 'nothing', why: 'a name without an address' });
    expect(await look('no.example.org.')).toEqual({ is: 'nothing', why: 'no such name' });
    expect(await look('example.net.')).toEqual({ is: 'trouble', why: '127.0.0.1: REFUSED' });
    expect(await look('not a name'.repeat(50))).toMatchObject({ is: 'nothing' });
    // The server refuses the first that may be meant: that could be the one.
    write('resolv.conf', 'nameserver 127.0.0.1\nsearch example.org\noptions ndots:0\n');
    expect(await look('no')).toEqual({ is: 'trouble', why: '127.0.0.1: REFUSED' });
  });

  it('are asked of the next server when one is silent or gone', async () => {
    const authority = await nsd('web A 192.0.2.1');
    const resolver = await unbound(authority.port);
    const servers = 'nameserver 127.0.0.9\nnameserver ::1\nnameserver 127.0.0.1\noptions timeout:1 attempts:1\n';
    const { look } = lookingUp({ 'resolv.conf': servers }, resolver.port);
    expect(await look('web.example.org')).toMatchObject({ addresses: ['192.0.2.1'] });
    await resolver.kill();
    expect(await look('web.example.org')).toEqual({ is: 'trouble', why: '127.0.0.1: refused' });
  });

  it('are asked for again when a datagram gets lost', async () => {
    const authority = await nsd('web A 192.0.2.1');
    const asked = new Set<number>();
    const relay = createSocket('udp4', (query, from) => {
      // Behind it come the class and what says EDNS.
      const type = query.at(-14) ?? 0;
      // The first of each type is lost.
      if (asked.has(type)) relayed(query, from.port);
      asked.add(type);
    });
    const relayed = (query: Buffer, port: number) => {
      const onwards = createSocket('udp4', (answer) => {
        relay.send(answer, port, '127.0.0.1');
        onwards.close();
      });
      onwards.send(query, authority.port, '127.0.0.1');
    };
    relay.bind(0, '127.0.0.1');
    await once(relay, 'listening');
    onTestFinished(() => void relay.close());
    const { look } = lookingUp(loopback, relay.address().port);
    expect(await look('web.example.org')).toMatchObject({ addresses: ['192.0.2.1'] });
    expect(asked.size).toBe(2);
  });

  it('follow their zone: another address, no name any more, a server that is gone, and all well again', async () => {
    const authority = await nsd('web 1 A 127.0.0.1');
    const { sockets, lookUp } = lookingUp(loopback, authority.port);
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const options = { ...namesOptions, shortest: 100, holdGone: 500, holdTroubled: 60_000 };
    const { addressOf } = createNames(sockets, controller.signal, lookUp, options);
    const ask = () => addressOf('web.example.org', {}, waiting).catch(failureOf);
    expect(await ask()).toBe('127.0.0.1');
    authority.zone('web 1 A 127.0.0.2\nweb 1 A 127.0.0.3');
    await eventually(ask).toBe('127.0.0.2');
    authority.zone('other A 127.0.0.1');
    await eventually(ask).toEqual({ reason: 'not-resolved', detail: 'no such name' });
    authority.zone('web 1 A 127.0.0.4');
    await eventually(ask).toBe('127.0.0.4');
    await authority.kill();
    expect(await ask()).toBe('127.0.0.4');
    authority.zone('web 1 A 127.0.0.5');
    await authority.start();
    await eventually(ask).toBe('127.0.0.5');
  }, 60_000);

  it('are asked for in the namespace, of the servers that it has', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    const inside = await nsd('web A 192.0.2.1', { netns, port: 53 });
    const { look } = lookingUp(
      { 'resolv.conf': 'nameserver 192.0.2.53\n', [`netns/${netns}/resolv.conf`]: 'nameserver 127.0.0.1\n' },
      inside.port,
    );
    expect(await look('web.example.org', { netns })).toMatchObject({ addresses: ['192.0.2.1'] });
    expect(await look('web.example.org', { netns: 'nst-nowhere' })).toMatchObject({
      is: 'trouble',
      reason: 'no-place',
    });
  });
});
