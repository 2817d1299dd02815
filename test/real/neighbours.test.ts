import { spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Host, NeighbourProbe } from '../../src/host/host.ts';
import { realHost } from '../../src/host/real-host.ts';
import { ip, networkNamespace, noNamespaces } from '../support/network-namespace.ts';

const missing = noNamespaces();
const signal = () => AbortSignal.timeout(20_000);
const OWN = '02:00:00:00:00:a1';
const OTHER = '02:00:00:00:00:c3';
const FAR = '02:00:00:00:00:b2';
const patient = { tries: 10, wait: 500 };
const brief = { tries: 2, wait: 50 };

/** A cable from one namespace to another, whose far end has addresses. */
async function cable(): Promise<{
  door: Host;
  near: string;
  far: string;
  ask: (probe?: Partial<NeighbourProbe>) => ReturnType<Host['probeNeighbour']>;
}> {
  const [near, far] = [networkNamespace(), networkNamespace()];
  ip(
    '-n',
    near,
    'link',
    'add',
    'near0',
    'address',
    OWN,
    'type',
    'veth',
    'peer',
    'name',
    'far0',
    'address',
    FAR,
    'netns',
    far,
  );
  ip('-n', far, 'addr', 'add', '192.0.2.9/24', 'dev', 'far0');
  ip('-n', far, 'addr', 'add', '2001:db8::9/64', 'dev', 'far0', 'nodad');
  ip('-n', near, 'link', 'set', 'near0', 'up');
  ip('-n', far, 'link', 'set', 'far0', 'up');
  const host = realHost();
  onTestFinished(host.close);
  const found = (await host.namespaces(signal())).find(({ netns }) => netns === near);
  if (found === undefined || !('host' in found)) throw new Error(`no door to ${near}`);
  const ask = (probe: Partial<NeighbourProbe> = {}) =>
    found.host.probeNeighbour({ device: 'near0', address: '192.0.2.9', from: OWN, ...patient, ...probe }, signal());
  return { door: found.host, near, far, ask };
}

describe.skipIf(missing !== undefined)(`a neighbour${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  it('answers for its IPv4 and its IPv6 address', async () => {
    const { ask } = await cable();
    expect(await ask()).toMatchObject({ answered: true, by: FAR });
    expect(await ask({ address: '2001:db8::9' })).toMatchObject({ answered: true, by: FAR });
  });

  it('answers in its VLAN and in no other', async ({ skip }) => {
    const { ask, far } = await cable();
    const made = spawnSync('ip', ['-n', far, ...'link add link far0 name far0.7 type vlan id 7'.split(' ')]);
    if (made.status !== 0) skip(`this kernel has no VLAN devices: ${made.stderr.toString().trim()}`);
    ip('-n', far, 'addr', 'add', '198.51.100.9/24', 'dev', 'far0.7');
    ip('-n', far, 'link', 'set', 'far0.7', 'up');
    expect(await ask({ address: '198.51.100.9', vlan: 7 })).toMatchObject({ answered: true, by: FAR });
    expect(await ask({ address: '198.51.100.9', vlan: 8, ...brief })).toEqual({ answered: false, sent: 2 });
  });

  it('answers to an address that is not the device’s own, and learns nothing of it', async () => {
    const { ask, far } = await cable();
    expect(await ask({ from: OTHER })).toMatchObject({ answered: true, by: FAR });
    expect(ip('-n', far, 'neigh', 'show')).not.toContain(OTHER);
  });

  it('that is not there is silence', async () => {
    const { ask } = await cable();
    expect(await ask({ address: '192.0.2.8', ...brief })).toEqual({ answered: false, sent: 2 });
    expect(await ask({ address: '2001:db8::8', ...brief })).toEqual({ answered: false, sent: 2 });
  });

  it('is not asked through a device that is down', async () => {
    const { ask, near } = await cable();
    ip('-n', near, 'link', 'set', 'near0', 'down');
    expect(await ask(brief)).toEqual({ answered: false, sent: 0, trouble: expect.stringContaining('down') });
  });

  it('is not asked through a device that is not there', async () => {
    const { ask } = await cable();
    await expect(ask({ device: 'near1' })).rejects.toMatchObject({
      kind: 'absent',
      message: 'near1: no such network device',
    });
    await expect(ask({ address: 'router' })).rejects.toMatchObject({ kind: 'refused' });
  });

  it('is not waited for longer than the caller wants, and the next one is asked all the same', async () => {
    const { door, ask } = await cable();
    const probe = { device: 'near0', address: '192.0.2.8', from: OWN, tries: 1000, wait: 1000 };
    await expect(door.probeNeighbour(probe, AbortSignal.timeout(100))).rejects.toMatchObject({ kind: 'deadline' });
    expect(await ask()).toMatchObject({ answered: true });
  });

  it('leaves no trace at the device once it is asked', async () => {
    const { ask, near } = await cable();
    const listening = () => ip('-n', near, '-d', 'maddress', 'show', 'dev', 'near0');
    const before = listening();
    await ask({ from: OTHER });
    await ask({ address: '2001:db8::9' });
    expect(listening()).toBe(before);
  });

  it('is asked many times at once', async () => {
    const { ask } = await cable();
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));
    expect(new Set(answers.map(({ by }) => by))).toEqual(new Set([FAR]));
  });
});
