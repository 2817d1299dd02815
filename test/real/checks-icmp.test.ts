import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SpecOf } from '../../src/host/checks/kind.ts';
import { addSilentAddress, ip, networkNamespace, noNamespaces, SILENT_ADDRESS } from '../support/network-namespace.ts';
import { checkerSockets, oneCheck } from '../support/one-check.ts';

const echo: SpecOf<'icmp'> = { kind: 'icmp', payload: 56 };
const port = 0;
const signal = AbortSignal.timeout(300_000);

/** A namespace with a way to another one, which knows no way on to 203.0.113.0/24 and 2001:db8:9::/64, and says so. */
function behindRouter(): string {
  const [netns, router] = [networkNamespace(), networkNamespace()];
  ip('-n', netns, 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'down0', 'netns', router);
  for (const [where, device, number] of [
    [netns, 'up0', 1],
    [router, 'down0', 2],
  ] as const) {
    ip('-n', where, 'addr', 'add', `192.0.2.${number}/24`, 'dev', device);
    ip('-n', where, 'addr', 'add', `2001:db8::${number}/64`, 'dev', device, 'nodad');
    ip('-n', where, 'link', 'set', device, 'up');
  }
  ip('-n', netns, 'route', 'add', 'default', 'via', '192.0.2.2');
  ip('-n', netns, '-6', 'route', 'add', 'default', 'via', '2001:db8::2');
  const forward = 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding';
  ip('netns', 'exec', router, 'sh', '-c', forward);
  ip('-n', router, 'route', 'add', 'unreachable', '203.0.113.0/24');
  ip('-n', router, '-6', 'route', 'add', 'unreachable', '2001:db8:9::/64');
  return netns;
}

describe('an ICMP check', () => {
  beforeEach((context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
  });

  it.each(['127.0.0.1', '::1'])('hears the echo of %s', async (address) => {
    const place = { netns: networkNamespace() };
    const check = oneCheck();
    const outcome = await check(echo, { address, port, place });
    expect(outcome).toEqual({ reason: 'ok', duration: expect.any(Number) });
    expect(outcome.duration).toBeGreaterThan(0);
    expect(await check({ ...echo, payload: 0 }, { address, port, place })).toMatchObject({ reason: 'ok' });
    expect(await check({ ...echo, payload: 9000 }, { address, port, place })).toMatchObject({ reason: 'ok' });
  });

  it('hears a router say that there is no way', async () => {
    const place = { netns: behindRouter() };
    const check = oneCheck();
    for (const address of ['203.0.113.7', '2001:db8:9::7']) {
      expect(await check(echo, { address, port, place })).toMatchObject({ reason: 'unreachable' });
    }
    for (const address of ['192.0.2.2', '2001:db8::2']) {
      expect(await check(echo, { address, port, place })).toMatchObject({ reason: 'ok' });
    }
  });

  it('knows of no way itself, or waits in vain', async () => {
    const netns = networkNamespace();
    const place = { netns };
    const check = oneCheck();
    expect(await check(echo, { address: '203.0.113.7', port, place })).toMatchObject({ reason: 'unreachable' });
    addSilentAddress(netns);
    expect(await check(echo, { address: SILENT_ADDRESS, port, place, timeout: 200 })).toEqual({ reason: 'timeout' });
  });

  it('takes no reply for its own that is for another check, of the same address and at the same time', async () => {
    const place = { netns: networkNamespace() };
    const sockets = checkerSockets();
    const pings = Array.from({ length: 20 }, () => sockets.ping({ address: '127.0.0.1', port, place }));
    onTestFinished(() => {
      for (const ping of pings) ping.close();
    });
    // All with the same sequence: only the socket tells them apart.
    pings.forEach((ping, index) => {
      ping.send(7, Buffer.from(`payload ${index}`));
    });
    const replies = await Promise.all(pings.map((ping) => ping.receive(signal)));
    expect(replies.map(({ bytes }) => bytes.toString())).toEqual(pings.map((_, index) => `payload ${index}`));
    const check = oneCheck();
    const outcomes = await Promise.all(pings.map(() => check(echo, { port, place })));
    expect(new Set(outcomes.map(({ reason }) => reason))).toEqual(new Set(['ok']));
  });
});
