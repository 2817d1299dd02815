import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { action as failover } from '../../../src/actions/bond-failover/index.ts';
import { action as check } from '../../../src/actions/bond-failover-check/index.ts';
import { bondEvidence } from '../../../src/bonding/evidence.ts';
import { collector } from '../../../src/collectors/bond/index.ts';
import { type ActingHost, actingHost } from '../../support/action-in-hand.ts';
import { batch, handlesOf } from './bond/made-bond.ts';
import { openShell, type Shell } from './shell.ts';

const GATEWAY = '192.0.2.1';
/** Programs take twenty times as long here, and so do answers. */
const LOOK = { tries: 2, wait: '1s', watch: '200ms', steady_for: 0 };
const TURN = { ...LOOK, settle: 0, grace: 0 };

/** Where the cables lead to: a bridge with the gateway's address. */
let far: Shell;
let own: Shell;
let blue: Shell;
let acting: ActingHost;
/** What happens right after a bond was turned. */
let onTurn: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  own = openShell('');
  await own.run('modprobe bonding max_bonds=0 && modprobe bridge && modprobe veth && modprobe 8021q');
  for (const netns of ['far', 'blue']) await own.run(`ip netns add ${netns}`);
  [far, blue] = [openShell('far'), openShell('blue')];
  // Otherwise any of its devices answers for the address of any other.
  await far.run('echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore');
  await batch(far, [
    'link add sw type bridge',
    `addr add ${GATEWAY}/24 dev sw`,
    'link set sw up',
    'link add link sw name sw.7 type vlan id 7',
    'addr add 198.51.100.1/24 dev sw.7',
    'link set sw.7 up',
  ]);
  acting = actingHost({
    namespaces: ['blue'],
    collectors: [[collector, {}]],
    verifyWithin: 60,
    pauses: { firstMs: 50, mostMs: 200 },
    through: (hands) => ({
      ...hands,
      write: async (...args) => {
        await hands.write(...args);
        await onTurn();
      },
    }),
  });
});
afterAll(() => {
  acting?.host.close();
  for (const shell of [own, far, blue]) shell?.end();
});

let made = 0;

/** A bond over two cables to the bridge, of which the first is active, with the gateway behind both. */
async function bond(shell: Shell, netns: string, options = '', over = '') {
  made += 1;
  const [name, first, second] = [`b${made}`, `s${made}a`, `s${made}b`];
  const place = netns === '' ? '1' : netns;
  await batch(far, [
    ...[first, second].flatMap((slave) => [
      `link add ${slave}p type veth peer name ${slave} netns ${place === '1' ? '/proc/1/ns/net' : place}`,
      `link set ${slave}p master sw up`,
    ]),
  ]);
  const device = over === '' ? name : `${name}.${over}`;
  const [address, gateway] = over === '' ? ['192.0.2.2', GATEWAY] : ['198.51.100.2', '198.51.100.1'];
  await batch(shell, [
    `link add ${name} type bond mode active-backup miimon 50 ${options}`,
    ...[first, second].map((slave) => `link set ${slave} master ${name}`),
    `link set ${name} up`,
    ...(over === '' ? [] : [`link add link ${name} name ${device} type vlan id ${over}`, `link set ${device} up`]),
    `addr add ${address}/24 dev ${device}`,
    `route add default via ${gateway} dev ${device}`,
  ]);
  const handles = handlesOf(shell, name);
  for (const slave of [first, second]) await handles.comesUp(slave);
  await handles.set('active_slave', first);
  onTestFinished(async () => {
    onTurn = async () => undefined;
    await batch(shell, [`link del ${name}`]);
    await batch(
      far,
      [first, second].map((slave) => `link del ${slave}p`),
    );
  });
  return {
    ...handles,
    name,
    first,
    second,
    labels: { bond: name, ...(netns === '' ? {} : { netns }) },
    /** The cable's other end has its link and leads nowhere. */
    blackHole: async (slave: string) => void (await far.run(`ip link set ${slave}p nomaster`)),
    heal: async (slave: string) => void (await far.run(`ip link set ${slave}p master sw`)),
    /** What the gateway has learned: which cable an address is behind. */
    learned: async () => await far.run('bridge fdb show br sw'),
  };
}

const found = z.object({
  ready: z.boolean().nullable(),
  report: z.array(z.string()),
  found: z.array(z.looseObject({ obstacle: z.string(), member: z.string() })),
  bond: bondEvidence,
});

describe('a bond of the kernel', () => {
  it('is ready while both paths are alive, and being asked moves none of its addresses', async () => {
    const { labels, first, second, learned, name } = await bond(own, '');
    await own.run(`ping -c 1 -W 20 ${GATEWAY}`);
    const address = (await own.run(`cat /sys/class/net/${name}/address`)).trim();
    const before = (await learned()).split('\n').filter((line) => line.startsWith(address));
    expect(before.join()).toContain(`dev ${first}p`);
    const { evidence } = await acting.inHand(check, LOOK).look(labels);
    const { ready, report, bond: seen } = found.parse(evidence);
    expect(report[0]).toBe(`a failover from ${first} would work: ${second}: ${GATEWAY} answers`);
    expect(ready).toBe(true);
    expect(seen.members).toMatchObject([
      { name: first, active: true, link: 'up', speed_mbps: 10_000, duplex: 'full', mtu: 1500, path: 'alive' },
      { name: second, active: false, link: 'up', path: 'alive', errors: 0 },
    ]);
    expect((await learned()).split('\n').filter((line) => line.startsWith(address))).toEqual(before);
  });

  it('turns from a slave that swallows everything, and is asked from no address in use afterwards', async () => {
    const { labels, first, second, blackHole, attribute, heal } = await bond(own, '');
    await blackHole(first);
    const { plan } = await acting.inHand(failover, TURN).plan(labels);
    expect(plan.witness).toMatchObject({ agrees: true });
    const ending = await acting.inHand(failover, TURN).perform(labels);
    expect([ending.outcome, ending.words]).toEqual([
      'done',
      `${second} is active, ${GATEWAY} answers behind it, and its errors do not rise`,
    ]);
    expect(await attribute('active_slave')).toBe(second);
    // The first slave's own address is the bond's.
    await heal(first);
    const after = found.parse((await acting.inHand(check, LOOK).look(labels)).evidence);
    expect(after.ready).toBeNull();
    expect(after.report[0]).toContain('is the one that the bond uses');
    expect(await acting.inHand(failover, { ...TURN, settle: '10m' }).refusal(labels)).toContain('and is left alone');
  });

  it('does not turn to a slave that is worse or as bad', async () => {
    const { labels, second, first, blackHole } = await bond(own, '');
    await blackHole(second);
    const { evidence } = await acting.inHand(check, LOOK).look(labels);
    expect(found.parse(evidence)).toMatchObject({ ready: false, found: [{ obstacle: 'path-dead', member: second }] });
    expect(await acting.inHand(failover, TURN).refusal(labels)).toContain(`${second}: ${GATEWAY} did not answer`);
    await blackHole(first);
    expect(await acting.inHand(failover, TURN).refusal(labels)).toContain('would not work');
  });

  it('goes back when the other path dies as it turns', async () => {
    const { labels, first, second, blackHole, attribute } = await bond(own, '');
    await blackHole(first);
    const hand = acting.inHand(failover, TURN);
    onTurn = async () => await blackHole(second);
    const { outcome, words } = await hand.perform(labels);
    expect([outcome, await attribute('active_slave')]).toEqual(['undone', first]);
    expect(words).toContain('it got worse');
  });

  it('is not turned from a primary to which it would go back', async () => {
    const { labels, first, blackHole, set } = await bond(own, '', 'primary_reselect always');
    await set('primary', first);
    await blackHole(first);
    expect(await acting.inHand(failover, TURN).refusal(labels)).toMatch(/primary_reselect is always.*ip link set b\d+/);
    await set('primary_reselect', 'failure');
    expect((await acting.inHand(failover, TURN).perform(labels)).outcome).toBe('done');
  });

  it('is turned in its own namespace, proven in the VLAN where its gateway is', async () => {
    const { labels, first, second, blackHole, attribute } = await bond(blue, 'blue', '', '7');
    const ready = found.parse((await acting.inHand(check, LOOK).look(labels)).evidence);
    expect(ready.report[0]).toBe(`a failover from ${first} would work: ${second}: 198.51.100.1 in VLAN 7 answers`);
    await blackHole(first);
    expect((await acting.inHand(failover, TURN).perform(labels)).outcome).toBe('done');
    expect(await attribute('active_slave')).toBe(second);
  });

  it('has obstacles where its standby is down, waits or changed lately', async () => {
    const { labels, first, second, comesUp, set } = await bond(own, '');
    const obstacles = async (settings: object = {}) => {
      const { evidence } = await acting.inHand(check, { ...LOOK, ...settings }).look(labels);
      return found.parse(evidence).found.map(({ obstacle }) => obstacle);
    };
    expect(await obstacles({ steady_for: '10m' })).toEqual([]);
    await far.run(`ip link set ${second}p down`);
    await expect.poll(() => obstacles()).toContain('link-down');
    await set('updelay', '60000');
    await far.run(`ip link set ${second}p up`);
    await expect.poll(() => obstacles()).toContain('link-waiting');
    await set('updelay', '0');
    await far.run(`ip link set ${second}p down && ip link set ${second}p up`);
    await comesUp(second);
    expect(await obstacles({ steady_for: '10m' })).toEqual(['unstable']);
    expect(first).not.toBe(second);
  });
});
