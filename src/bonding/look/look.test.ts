import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changingHost } from '../../../test/support/changing-host.ts';
import { snapshot } from '../../../test/support/snapshot.ts';
import { isRefusal } from '../../actions/action.ts';
import { startBonds } from '../../collectors/bond/reader.ts';
import { bondSettings } from '../../collectors/bond/settings.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { BondEvidence } from '../evidence.ts';
import { bondTarget } from '../name.ts';
import { lookSettings } from '../settings.ts';
import { lookAtBond } from './look-at-bond.ts';

const RECORDING = join(import.meta.dirname, '../../collectors/bond/fixtures/hosts/active-backup');
const NET = '/sys/class/net';
const settings = z.strictObject(lookSettings);
const ROUTES = [
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
  'bond0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  'eth9\t00000000\t090200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
  '',
].join('\n');
const ANSWERED = '{ "answered": true, "by": "02:00:00:00:00:fe", "sent": 1 }';
const SILENT = '{ "answered": false, "sent": 3 }';

/** The recorded bond with what sysfs has of its slaves, and a gateway that answers behind both. */
function recordedBond(through: (host: Host) => Host = (host) => host) {
  const changing = changingHost(RECORDING);
  const { write } = changing;
  for (const [device, address] of [
    ['bond0', '02:00:00:00:00:01'],
    ['e0', '02:00:00:00:00:01'],
    ['e1', '02:00:00:00:00:01'],
  ]) {
    write(`${NET}/${device}/address`, `${address}\n`);
    write(`${NET}/${device}/mtu`, '1500\n');
    for (const name of ['rx_errors', 'tx_errors']) write(`${NET}/${device}/statistics/${name}`, '3\n');
  }
  write('/proc/net/route', ROUTES);
  for (const device of ['e0', 'e1']) write(`/neighbours/${device}_192.0.2.1.json`, ANSWERED);
  const host = through(changing.host);
  const reader = startBonds(host, bondSettings.parse({}));
  const signal = AbortSignal.timeout(20_000);
  return {
    ...changing,
    look: async (labels: Readonly<Record<string, string>> = { bond: 'bond0' }, given: object = {}) => {
      const collected = await reader.collect({ signal, changed: undefined });
      const target = bondTarget(new Map(Object.entries(labels)));
      if (isRefusal(target)) throw new Error(target.refused);
      const fresh = new Map([['bond', snapshot({ ...collected, occurrences: [] })]]);
      return await lookAtBond({ target, host, fresh, settings: settings.parse({ watch: 0, ...given }), signal });
    },
  };
}

async function evidenceOf(found: Promise<BondEvidence | { readonly refused: string }>): Promise<BondEvidence> {
  const evidence = await found;
  if (isRefusal(evidence)) throw new Error(evidence.refused);
  return evidence;
}

describe('a look at a bond of the kernel', () => {
  it('has all that a failover depends on', async () => {
    const evidence = await evidenceOf(recordedBond().look());
    expect(evidence).toMatchObject({
      source: 'kernel',
      mode: 'active-backup',
      active: 'e0',
      primary: 'e0',
      primary_reselect: 'always',
      failed_over_ago: null,
    });
    const member = { link: 'up', speed_mbps: 10_000, duplex: 'full', mtu: 1500, errors: 6, errors_per_second: 0 };
    expect(evidence.members).toMatchObject([
      { ...member, name: 'e0', active: true, path: 'alive', path_words: '192.0.2.1 answers' },
      { ...member, name: 'e1', active: false, path: 'alive' },
    ]);
  });

  it('asks through the active slave from the address of the bond, through the other from its own', async () => {
    const asked: string[] = [];
    const { look } = recordedBond((host) => ({
      ...host,
      probeNeighbour: (probe, signal) => {
        asked.push(`${probe.address} through ${probe.device} from ${probe.from}`);
        return host.probeNeighbour(probe, signal);
      },
    }));
    await look();
    expect(asked.sort()).toEqual([
      '192.0.2.1 through e0 from 02:00:00:00:00:01',
      '192.0.2.1 through e1 from 02:00:00:00:00:02',
    ]);
  });

  it.each([
    ['the bond', 'bond0'],
    ['a bridge on it', 'br0'],
    ['any other device', 'tap7'],
  ])('asks nothing from an address that %s uses', async (_, device) => {
    const { write, look } = recordedBond();
    write(`${NET}/bond0/upper_br0.link`, '../br0\n');
    write(`${NET}/br0/address`, '02:00:00:00:00:0b\n');
    write(`${NET}/${device}/address`, '02:00:00:00:00:02\n');
    const [, standby] = (await evidenceOf(look())).members;
    expect(standby).toMatchObject({
      path: 'unknown',
      path_words: expect.stringContaining(`would draw the traffic of ${device} to it`),
    });
  });

  it('finds the VLAN in which the gateway is', async () => {
    const { write, look } = recordedBond();
    write(`${NET}/bond0/upper_bond0.7.link`, '../bond0.7\n');
    write(`${NET}/bond0.7/address`, '02:00:00:00:00:01\n');
    write('/proc/net/vlan/bond0.7', 'bond0.7  VID: 7\t REORDER_HDR: 1  dev->priv_flags: 1001\n');
    write('/proc/net/route', ROUTES.replace('bond0', 'bond0.7'));
    write('/neighbours/e0_192.0.2.1_7.json', SILENT);
    write('/neighbours/e1_192.0.2.1_7.json', ANSWERED);
    const { members } = await evidenceOf(look());
    expect(members).toMatchObject([
      { path: 'dead', path_words: '192.0.2.1 in VLAN 7 did not answer' },
      { path: 'alive', path_words: '192.0.2.1 in VLAN 7 answers' },
    ]);
  });

  it('needs one answer of several, and none of those that the configuration does not name', async () => {
    const { write, look } = recordedBond();
    for (const device of ['e0', 'e1']) write(`/neighbours/${device}_192.0.2.7.json`, SILENT);
    write('/neighbours/e0_192.0.2.8.json', ANSWERED);
    write('/neighbours/e1_192.0.2.8.json', SILENT);
    const targets = ['192.0.2.7', '192.0.2.8'].map((address) => ({ bond: 'bond0', address }));
    const { members } = await evidenceOf(look({ bond: 'bond0' }, { targets }));
    expect(members).toMatchObject([
      { path: 'alive', path_words: '192.0.2.8 answers' },
      { path: 'dead', path_words: '192.0.2.7 and 192.0.2.8 did not answer' },
    ]);
  });

  it('says why nobody could be asked', async () => {
    const { write, remove, look } = recordedBond();
    remove('/neighbours');
    write('/neighbours/e1_192.0.2.1.error', 'denied a socket for frames takes CAP_NET_RAW');
    const { members } = await evidenceOf(look());
    expect(members[1]).toMatchObject({ path: 'unknown', path_words: expect.stringContaining('takes CAP_NET_RAW') });
    remove('/proc/net/route');
    expect((await evidenceOf(look())).members[0]?.path_words).toContain('no route with a gateway leads over the bond');
  });

  it('knows the physical function of each slave', async () => {
    const { write, look } = recordedBond();
    for (const [device, vf] of [
      ['e0', '10.0'],
      ['e1', '10.2'],
    ]) {
      write(`${NET}/${device}/device.link`, `../../../0000:41:${vf}\n`);
      write(`${NET}/${device}/device/physfn.link`, '../0000:41:00.0\n');
      write(`${NET}/${device}/device/numa_node`, '1\n');
    }
    const { members } = await evidenceOf(look());
    expect(members).toMatchObject([
      { pf: '0000:41:00.0', numa_node: 1 },
      { pf: '0000:41:00.0', numa_node: 1 },
    ]);
  });

  it('refuses a bond that is not there, and rejects what can not be seen', async () => {
    const { look, write } = recordedBond();
    expect(await look({ bond: 'bond7' })).toEqual({ refused: 'there is no bond bond7 on this host, only bond0' });
    await expect(look({ bond: 'bond0', source: 'ovs' })).rejects.toThrow('the collector ovs-bond does not run');
    write('/proc/net/bonding/bond0', 'Bonding Mode: no such mode\n');
    await expect(look()).rejects.toThrow('bond0 could not be read');
  });

  it('ends with its signal', async () => {
    const { look } = recordedBond((host) => ({
      ...host,
      probeNeighbour: () => Promise.reject(new HostError('ended', 'e0', 'no longer wanted')),
    }));
    const [active] = (await evidenceOf(look())).members;
    expect(active).toMatchObject({ path: 'unknown' });
  });
});
