import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { action as failover } from '../../../src/actions/bond-failover/index.ts';
import { action as check } from '../../../src/actions/bond-failover-check/index.ts';
import { bondEvidence } from '../../../src/bonding/evidence.ts';
import { collector } from '../../../src/collectors/bond/index.ts';
import { type ActingHost, actingHost } from '../../support/action-in-hand.ts';
import {
  type BondOptions,
  GATEWAY,
  GATEWAY_IN_VLAN,
  type GatewayLab,
  startGatewayLab,
  VLAN,
} from './bond/gateway-lab.ts';

/** Programs take twenty times as long here, and so do answers. */
const LOOK = { tries: 2, wait: '1s', watch: '200ms', steady_for: 0 };
const TURN = { ...LOOK, settle: 0, grace: 0 };

let lab: GatewayLab;
let acting: ActingHost;
/** What happens right after a bond was turned. */
let onTurn: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  lab = await startGatewayLab();
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
  lab?.end();
});

async function bondOf(options: BondOptions = {}) {
  const bond = await lab.bond(options);
  onTestFinished(async () => {
    onTurn = async () => undefined;
    await bond.remove();
  });
  return bond;
}

const found = z.object({
  ready: z.boolean().nullable(),
  report: z.array(z.string()),
  found: z.array(z.looseObject({ obstacle: z.string(), member: z.string() })),
  bond: bondEvidence,
});

async function checked(labels: Readonly<Record<string, string>>, settings: object = {}) {
  return found.parse((await acting.inHand(check, { ...LOOK, ...settings }).look(labels)).evidence);
}

describe('a bond of the kernel', () => {
  it('is ready while both paths are alive, and being asked moves none of its addresses', async () => {
    const { labels, first, second, name } = await bondOf();
    await lab.own.run(`ping -c 1 -W 20 ${GATEWAY}`);
    const address = (await lab.own.run(`cat /sys/class/net/${name}/address`)).trim();
    /** Behind which cable the bridge has the bond's address. */
    const place = async () =>
      (await lab.far.run('bridge fdb show br sw')).split('\n').filter((line) => line.startsWith(address));
    const before = await place();
    expect(before.join()).toContain(`dev ${first}p`);
    const { ready, report, bond } = await checked(labels);
    expect(report[0]).toBe(`a failover from ${first} would work: ${second}: ${GATEWAY} answers`);
    expect(ready).toBe(true);
    expect(bond.members).toMatchObject([
      { name: first, active: true, link: 'up', speed_mbps: 10_000, duplex: 'full', mtu: 1500, path: 'alive' },
      { name: second, active: false, link: 'up', path: 'alive', errors: 0 },
    ]);
    expect(await place()).toEqual(before);
  });

  it('turns from a slave that swallows everything, and is asked from no address in use afterwards', async () => {
    const { labels, first, second, blackHole, attribute, heal } = await bondOf();
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
    const after = await checked(labels);
    expect(after.ready).toBeNull();
    expect(after.report[0]).toMatch(/is in use at b\d+:/);
    expect(await acting.inHand(failover, { ...TURN, settle: '10m' }).refusal(labels)).toContain('and is left alone');
  });

  it('does not turn to a slave that is worse or as bad', async () => {
    const { labels, second, first, blackHole } = await bondOf();
    await blackHole(second);
    expect(await checked(labels)).toMatchObject({ ready: false, found: [{ obstacle: 'path-dead', member: second }] });
    expect(await acting.inHand(failover, TURN).refusal(labels)).toContain(`${second}: ${GATEWAY} did not answer`);
    await blackHole(first);
    expect(await acting.inHand(failover, TURN).refusal(labels)).toContain('would not work');
  });

  it('goes back when the other path dies as it turns', async () => {
    const { labels, first, second, blackHole, attribute } = await bondOf();
    await blackHole(first);
    onTurn = async () => await blackHole(second);
    const { outcome, words } = await acting.inHand(failover, TURN).perform(labels);
    expect([outcome, await attribute('active_slave')]).toEqual(['undone', first]);
    expect(words).toContain('it got worse');
  });

  it('is not turned from a primary to which it would go back', async () => {
    const { labels, first, blackHole, set } = await bondOf({ settings: 'primary_reselect always' });
    await set('primary', first);
    await blackHole(first);
    expect(await acting.inHand(failover, TURN).refusal(labels)).toMatch(/primary_reselect is always.*ip link set b\d+/);
    await set('primary_reselect', 'failure');
    expect((await acting.inHand(failover, TURN).perform(labels)).outcome).toBe('done');
  });

  it('is turned in its own namespace, proven in the VLAN where its gateway is', async () => {
    const { labels, first, second, blackHole, attribute } = await bondOf({ inBlue: true, vlan: VLAN });
    const { report } = await checked(labels);
    expect(report[0]).toBe(
      `a failover from ${first} would work: ${second}: ${GATEWAY_IN_VLAN} in VLAN ${VLAN} answers`,
    );
    await blackHole(first);
    expect((await acting.inHand(failover, TURN).perform(labels)).outcome).toBe('done');
    expect(await attribute('active_slave')).toBe(second);
  });

  it('has obstacles where its standby is down, waits or changed lately', async () => {
    const { labels, second, comesUp, set, cable } = await bondOf();
    const obstacles = async (settings: object = {}) =>
      (await checked(labels, { tries: 1, watch: 0, ...settings })).found.map(({ obstacle }) => obstacle);
    expect(await obstacles({ steady_for: '10m' })).toEqual([]);
    await cable(second, 'down');
    await expect.poll(() => obstacles()).toContain('link-down');
    await set('updelay', '60000');
    await cable(second, 'up');
    await expect.poll(() => obstacles()).toContain('link-waiting');
    await set('updelay', '0');
    await cable(second, 'down');
    await expect.poll(() => obstacles()).toContain('link-down');
    await cable(second, 'up');
    await comesUp(second);
    expect(await obstacles({ steady_for: '10m' })).toEqual(['unstable']);
  });
});
