import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkEvidence } from '../../../src/actions/bond-failover-check/evidence.ts';
import { action as failoverCheck } from '../../../src/actions/bond-failover-check/index.ts';
import { collector as bondCollector } from '../../../src/collectors/bond/index.ts';
import type { Collected } from '../../../src/collectors/collector.ts';
import { collector as vfCollector } from '../../../src/collectors/vf/index.ts';
import { actingHost } from '../../support/action-in-hand.ts';
import { figure } from '../../support/figure.ts';
import { setLink } from './monitor.ts';
import { addressOf, handTo, ip, netdevOf, read, setNumvfs, virtualAddress } from './vf/lab.ts';
import { type WatchedVfs, watchVfs } from './vf/watched.ts';

let vfs: WatchedVfs;
/** PCI addresses of the two physical functions. */
const pf = { pf0: '', pf1: '' };
const counts = { pf0: 3, pf1: 2 };
const nics = ['pf0', 'pf1'] as const;

beforeAll(() => {
  for (const nic of nics) {
    ip('link', 'set', nic, 'up');
    pf[nic] = addressOf(nic);
  }
  ip('link', 'set', 'far', 'up');
  vfs = watchVfs();
});
afterAll(() => vfs?.close());

const fields = ({ states }: Collected, kind: string, subject: string) => states.get(`${kind}/${subject}`)?.fields;
const vfFigure = ({ families }: Collected, name: string, nic: 'pf0' | 'pf1', ...more: readonly string[]) =>
  figure(families(), `netsteward_vf_${name}`, pf[nic], nic, ...more);
/** What `ip` itself says of a virtual function. */
const toldByIp = (nic: string, vf: number) => JSON.parse(ip('-j', '-d', 'link', 'show', 'dev', nic))[0].vfinfo_list[vf];
/** A reading of everything in which no program was late. */
const wholePoll = async (): Promise<Collected> => {
  const found = await vfs.poll();
  return found.outcome === 'ok' ? found : await wholePoll();
};

describe('virtual functions on a real kernel', () => {
  it('are none at first, and there can be some on each node', async () => {
    const found = await wholePoll();
    for (const [node, nic] of nics.entries()) {
      expect(fields(found, 'pf', pf[nic])).toMatchObject({ interface: nic, driver: 'igb', numvfs: 0, totalvfs: 7 });
      expect(vfFigure(found, 'pf_numa_node', nic)).toBe(node);
    }
  });

  it('are found when they are made, as sysfs has them', async () => {
    const events = nics.map((nic) => new RegExp(`^notice numvfs-changed ${pf[nic]}: ${counts[nic]} virtual functions`));
    await vfs.toldAfter(events, async () => {
      for (const nic of nics) setNumvfs(pf[nic], counts[nic]);
      for (const nic of nics) {
        for (let vf = 0; vf < counts[nic]; vf += 1) {
          await expect.poll(() => netdevOf(virtualAddress(pf[nic], vf))).toBeDefined();
        }
      }
    });
    const found = await wholePoll();
    for (const nic of nics) {
      const directory = `/sys/bus/pci/devices/${pf[nic]}`;
      expect(vfFigure(found, 'pf_numvfs', nic)).toBe(Number(read(`${directory}/sriov_numvfs`)));
      expect(vfFigure(found, 'pf_totalvfs', nic)).toBe(Number(read(`${directory}/sriov_totalvfs`)));
      for (let vf = 0; vf < counts[nic]; vf += 1) {
        const address = virtualAddress(pf[nic], vf);
        const its = { address, driver: 'igbvf', place: 'host', netdev: netdevOf(address) };
        expect(fields(found, 'vf', `${pf[nic]}/${vf}`)).toMatchObject(its);
      }
    }
    // This driver counts nothing for its virtual functions.
    expect(vfFigure(found, 'pf_counts_traffic', 'pf0')).toBe(0);
    expect(vfFigure(found, 'receive_bytes_total', 'pf0', '0')).toBeUndefined();
  });

  it('are told of at once when somebody sets them up, as ip has them', async () => {
    const set = (words: string) => ip('link', 'set', 'pf0', 'vf', '0', ...words.split(' '));
    const told = await vfs.toldAfter([/mac-changed/, /vlan-changed/, /trust-changed/, /max-tx-rate-changed/], () => {
      for (const words of ['mac 02:00:00:00:01:00', 'vlan 100 qos 3', 'trust on', 'max_tx_rate 500']) set(words);
    });
    expect(told).toContain(
      `notice trust-changed ${pf.pf0}/0: trust is on, was off (VF 0 of pf0, a network device of the host)`,
    );
    const spoof = await vfs.toldAfter([/spoof-check-changed/], () => void set('spoofchk off'));
    expect(spoof.filter((event) => !event.includes('spoof-check'))).toEqual([]);
    const found = await wholePoll();
    const { address, vlan_list, trust, spoofchk, rate } = toldByIp('pf0', 0);
    expect(fields(found, 'vf', `${pf.pf0}/0`)?.mac).toBe(address);
    expect(vfFigure(found, 'vlan_id', 'pf0', '0')).toBe(vlan_list[0].vlan);
    expect(vfFigure(found, 'vlan_qos', 'pf0', '0')).toBe(vlan_list[0].qos);
    expect(vfFigure(found, 'trust', 'pf0', '0')).toBe(trust ? 1 : 0);
    expect(vfFigure(found, 'spoof_check', 'pf0', '0')).toBe(spoofchk ? 1 : 0);
    expect(vfFigure(found, 'max_tx_rate_bytes_per_second', 'pf0', '0')).toBe(rate.max_tx * 125_000);
  });

  it('are followed into a namespace and back', async () => {
    const name = netdevOf(virtualAddress(pf.pf0, 2)) ?? '';
    ip('netns', 'add', 'vnf');
    onTestFinished(() => void ip('netns', 'delete', 'vnf'));
    await vfs.toldAfter([/now in namespace vnf, was a network device of the host/], () => {
      ip('link', 'set', name, 'netns', 'vnf');
    });
    await vfs.toldAfter([/now a network device of the host, was in namespace vnf/], () => {
      ip('-n', 'vnf', 'link', 'set', name, 'netns', '1');
    });
  });

  it('are found in the guest that was given them', async () => {
    const address = virtualAddress(pf.pf1, 1);
    const placeOf = async () => fields(await vfs.poll(), 'vf', `${pf.pf1}/1`)?.place;
    execFileSync('modprobe', ['pci-stub']);
    // The kernel announces no network device where a driver without one takes over.
    handTo('pci-stub', address);
    await expect.poll(placeOf).toBe('vfio');
    // A process that has no more of QEMU than the name and the arguments.
    const program = '/run/qemu-system-x86_64';
    copyFileSync('/bin/bash', program);
    const argv = ['-c', 'read', '-name', 'guest=web1', '-device', `vfio-pci,host=${address}`];
    const qemu = spawn(program, argv, { stdio: ['pipe', 'ignore', 'ignore'] });
    onTestFinished(async () => {
      qemu.stdin.end();
      await once(qemu, 'exit');
      rmSync(program);
      handTo('\n', address);
    });
    await expect.poll(placeOf).toBe('guest web1');
  });

  it('are no redundancy in a bond when they are of one physical function', async () => {
    ip(...'link add bond7 type bond mode active-backup miimon 100 fail_over_mac active'.split(' '));
    onTestFinished(() => void ip('link', 'delete', 'bond7'));
    const enslave = (address: string) => {
      const name = netdevOf(address) ?? '';
      ip('link', 'set', name, 'down');
      ip('link', 'set', name, 'master', 'bond7');
    };
    await vfs.toldAfter([/^warning redundancy-changed bond\/bond7: no redundancy/], () => {
      for (const vf of [1, 2]) enslave(virtualAddress(pf.pf0, vf));
    });
    await vfs.toldAfter([/^info redundancy-changed bond\/bond7: redundant again/], () => {
      enslave(virtualAddress(pf.pf1, 0));
    });
  });

  it('of one physical function are an obstacle to a failover, those of two are not', async () => {
    execFileSync('modprobe', ['bonding', 'max_bonds=0']);
    const acting = actingHost({
      namespaces: [],
      collectors: [
        [bondCollector, {}],
        [vfCollector, {}],
      ],
    });
    onTestFinished(acting.host.close);
    const obstaclesOf = async (bond: string, ...addresses: readonly string[]) => {
      const names = addresses.map((address) => netdevOf(address) ?? '');
      ip('link', 'add', bond, ...'type bond mode active-backup miimon 100 fail_over_mac active'.split(' '));
      onTestFinished(() => void ip('link', 'delete', bond));
      for (const name of names) {
        ip('link', 'set', name, 'down');
        ip('link', 'set', name, 'master', bond);
      }
      ip('link', 'set', bond, 'up');
      await expect.poll(() => read(`/sys/class/net/${bond}/bonding/active_slave`)).not.toBe('');
      const { evidence } = await acting.inHand(failoverCheck, { watch: 0, steady_for: 0 }).look({ bond });
      const { found, bond: seen } = checkEvidence.parse(evidence);
      expect(seen.members.map(({ pf: one }) => one).sort()).toEqual(
        addresses.map((address) => (address === virtualAddress(pf.pf1, 0) ? pf.pf1 : pf.pf0)).sort(),
      );
      return found.map(({ obstacle }) => obstacle);
    };
    expect(await obstaclesOf('bond8', virtualAddress(pf.pf0, 1), virtualAddress(pf.pf0, 2))).toContain('same-pf');
    ip('link', 'set', netdevOf(virtualAddress(pf.pf0, 1)) ?? '', 'nomaster');
    const other = await obstaclesOf('bond9', virtualAddress(pf.pf0, 1), virtualAddress(pf.pf1, 0));
    expect(other).not.toContain('same-pf');
  });

  it('are told to have lost their link when the cable of their physical function is pulled', async () => {
    const told = await vfs.toldAfter([/pf-link-changed/], async () => await setLink('pf0', false));
    expect(told).toContain(
      `warning pf-link-changed ${pf.pf0}: lost its carrier, which 3 virtual functions depend on (pf0)`,
    );
    await vfs.toldAfter([/^notice pf-link-changed .* has its carrier back/], async () => await setLink('pf0', true));
  });

  it('are lost with the driver of their physical function, which is unbound while it is read', async () => {
    const told: string[] = [];
    const poll = async () => {
      const { outcome, events } = await vfs.poll();
      told.push(...events);
      return outcome;
    };
    const unbinding = spawn('sh', ['-c', `sleep 1; echo ${pf.pf1} > /sys/bus/pci/drivers/igb/unbind`]);
    const unbound = once(unbinding, 'exit');
    // No reading fails, whatever it comes upon.
    while (unbinding.exitCode === null) await poll();
    await unbound;
    await expect.poll(poll).toBe('ok');
    expect(told).toContainEqual(
      expect.stringMatching(new RegExp(`^warning pf-driver-changed ${pf.pf1}: lost its driver igb`)),
    );
    expect(told).toContainEqual(
      expect.stringMatching(new RegExp(`^critical numvfs-changed ${pf.pf1}: no virtual functions are left, had 2`)),
    );
    writeFileSync('/sys/bus/pci/drivers/igb/bind', pf.pf1);
    const bound = new RegExp(`^notice pf-driver-changed ${pf.pf1}: is driven by igb, was by none`);
    await expect.poll(async () => (await vfs.poll()).events).toContainEqual(expect.stringMatching(bound));
  });

  it('are gone when they are taken away', async () => {
    const none = new RegExp(`^critical numvfs-changed ${pf.pf0}: no virtual functions are left, had 3`);
    await vfs.toldAfter([none], () => setNumvfs(pf.pf0, 0));
    const found = await wholePoll();
    expect([...found.states.keys()].filter((key) => key.startsWith('vf/'))).toEqual([]);
  });
});
