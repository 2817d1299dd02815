import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { z } from 'zod';
import type { Seen } from '../../src/actions/action.ts';
import { action as failover } from '../../src/actions/bond-failover/index.ts';
import { action as check } from '../../src/actions/bond-failover-check/index.ts';
import { bondEvidence } from '../../src/bonding/evidence.ts';
import { collector } from '../../src/collectors/ovs-bond/index.ts';
import { pointSet } from '../../src/core/metric.ts';
import { actingHost } from '../support/action-in-hand.ts';
import { eventually } from '../support/eventually.ts';
import { figure } from '../support/figure.ts';
import { ip, networkNamespace } from '../support/network-namespace.ts';
import { startSwitch } from '../support/ovs.ts';

const LABELS = { bond: 'bond0', source: 'ovs' };
const GATEWAY = '192.0.2.1';
/** A busy machine answers late; silence takes its whole time in each look. */
const LOOK = { tries: 4, wait: '250ms', watch: '100ms' };
const TURN = { ...LOOK, settle: 0 };
const GATEWAY_OF_NOBODY = '192.0.2.99';

const ends = ['m0', 'm1', 'g0'] as const;

/** A bond over two cables to a switch of one's own (`brp`), behind which there is a router. */
async function lab(context: TestContext, onTurn: (blackHole: (member: string) => void) => void = () => undefined) {
  const lab = await startSwitch(context);
  const far = networkNamespace();
  for (const [index, end] of ends.entries()) {
    lab.inside(
      'ip',
      'link',
      'add',
      end,
      'address',
      `02:00:00:00:00:1${index}`,
      'type',
      'veth',
      'peer',
      'name',
      `${end}p`,
    );
    lab.inside('ip', 'link', 'set', end, 'up');
    lab.inside('ip', 'link', 'set', `${end}p`, 'up');
  }
  lab.inside('ip', 'link', 'set', 'g0', 'netns', far);
  ip('-n', far, 'addr', 'add', `${GATEWAY}/24`, 'dev', 'g0');
  ip('-n', far, 'link', 'set', 'g0', 'up');
  for (const [bridge, address] of [
    ['br0', '02:00:00:00:00:01'],
    ['brp', '02:00:00:00:00:02'],
  ]) {
    lab.vsctl(
      'add-br',
      `${bridge}`,
      '--',
      'set',
      'bridge',
      `${bridge}`,
      'datapath_type=netdev',
      `other_config:hwaddr=${address}`,
    );
  }
  for (const port of ['m0p', 'm1p', 'g0p']) lab.vsctl('add-port', 'brp', port);
  lab.vsctl('add-bond', 'br0', 'bond0', 'm0', 'm1', 'bond_mode=active-backup');
  lab.inside('ip', 'link', 'set', 'br0', 'up');
  lab.inside('ip', 'addr', 'add', '192.0.2.2/24', 'dev', 'br0');
  lab.inside('ip', 'route', 'add', 'default', 'via', GATEWAY, 'dev', 'br0');
  await eventually(() => lab.appctl('bond/show', 'bond0').match(/: enabled/g)?.length).toBe(2);
  lab.appctl('bond/set-active-member', 'bond0', 'm0');
  const blackHole = (member: string) =>
    void lab.ofctl('add-flow', 'brp', `priority=100,in_port=${member}p,actions=drop`);
  const acting = actingHost({
    through: (hands) => ({
      ...hands,
      call: async (...args) => {
        const answer = await hands.call(...args);
        if (args[1] === 'bond/set-active-member') onTurn(blackHole);
        return answer;
      },
    }),
    namespaces: [lab.netns],
    collectors: [[collector, { run_directories: [lab.directory] }]],
    verifyWithin: 20,
    pauses: { firstMs: 50, mostMs: 200 },
  });
  onTestFinished(acting.host.close);
  return {
    ...lab,
    ...acting,
    active: () => /active member mac: \S+?\((.+)\)/.exec(lab.appctl('bond/show', 'bond0'))?.[1],
    /** All that comes in through a cable gets lost at its other end, whose link stays up. */
    blackHole,
  };
}

const membersOf = ({ evidence }: Seen) => bondEvidence.parse(evidence).members;
const checkedOf = ({ evidence }: Seen) =>
  z
    .object({
      ready: z.boolean().nullable(),
      report: z.array(z.string()),
      found: z.array(z.unknown()),
      bond: bondEvidence,
    })
    .parse(evidence);

function reading(seen: Seen, name: string, ...labels: readonly string[]): number | undefined {
  const points = pointSet();
  seen.figures(points);
  return figure(points.families(), `netsteward_bond_${name}`, ...labels);
}

const OF_BOND = ['', '', 'bond0', 'ovs'];

describe('a bond of a real Open vSwitch', () => {
  it('is ready to fail over while both paths are alive', async (context) => {
    const { inHand } = await lab(context);
    const seen = await inHand(check, LOOK).look(LABELS);
    const { ready, report, bond } = checkedOf(seen);
    expect(report[0]).toBe(`a failover from m0 would work: m1: ${GATEWAY} answers`);
    expect(ready).toBe(true);
    expect(bond.members).toMatchObject([
      { name: 'm0', active: true, link: 'up', mtu: 1500, path: 'alive' },
      { name: 'm1', active: false, link: 'up', mtu: 1500, path: 'alive', errors_per_second: 0 },
    ]);
    expect(reading(seen, 'failover_ready', ...OF_BOND)).toBe(1);
    expect(reading(seen, 'failover_obstacles', ...OF_BOND, 'path-dead')).toBe(0);
    expect(reading(seen, 'path_alive', ...OF_BOND, 'm1', 'standby')).toBe(1);
    expect(seen.states).toMatchObject([
      { kind: 'failover-check', subject: 'ovs/bond0', fields: { ready: true, standby: 'm1' } },
    ]);
  });

  it('is not ready while nobody answers behind the standby, and does not turn', async (context) => {
    const { inHand, blackHole } = await lab(context);
    blackHole('m1');
    const seen = await inHand(check, LOOK).look(LABELS);
    expect(checkedOf(seen)).toMatchObject({ ready: false, found: [{ obstacle: 'path-dead', member: 'm1' }] });
    expect(reading(seen, 'failover_ready', ...OF_BOND)).toBe(0);
    expect(reading(seen, 'failover_obstacles', ...OF_BOND, 'path-dead')).toBe(1);
    expect(await inHand(failover, TURN).refusal(LABELS)).toContain('m1: 192.0.2.1 did not answer');
    blackHole('m0');
    expect(await inHand(failover, TURN).refusal(LABELS)).toContain('would not work');
  });

  it('has nothing to be mended while its active path is alive', async (context) => {
    const { inHand } = await lab(context);
    const { plan } = await inHand(failover, TURN).plan(LABELS);
    expect(plan.witness).toMatchObject({ agrees: false, words: expect.stringContaining('m0 does not fail') });
  });

  it('turns from a link that swallows everything, and proves the path behind the other', async (context) => {
    const { inHand, blackHole, active } = await lab(context);
    blackHole('m0');
    const { plan, seen } = await inHand(failover, TURN).plan(LABELS);
    expect(membersOf(seen)).toMatchObject([{ link: 'up', path: 'dead' }, { path: 'alive' }]);
    expect(plan).toMatchObject({
      summary: 'turn ovs/bond0 from m0 to m1',
      witness: { agrees: true, words: `behind m0 ${GATEWAY} did not answer, behind m1 ${GATEWAY} answers` },
    });
    const ending = await inHand(failover, TURN).perform(LABELS);
    expect([ending.outcome, ending.words, active()]).toEqual([
      'done',
      `m1 is active, ${GATEWAY} answers behind it, and its errors do not rise`,
      'm1',
    ]);
  });

  it('goes back when the path behind the other link dies meanwhile', async (context) => {
    // The moment the bond has turned, the other path dies as well.
    const { inHand, blackHole, active } = await lab(context, (die) => die('m1'));
    blackHole('m0');
    const hand = inHand(failover, { ...TURN, grace: 0 });
    const { outcome, words, told } = await hand.perform(LABELS);
    expect([outcome, active()]).toEqual(['undone', 'm0']);
    expect(words).toContain(`it got worse: behind m1 ${GATEWAY} did not answer; it is as it was`);
    expect(told.map(({ what }) => what)).toEqual(['step', 'step', 'step', 'step', 'closed']);
  });

  it('is left alone after a failover, and when somebody has turned it since the plan', async (context) => {
    const { inHand, blackHole, appctl } = await lab(context);
    const hand = inHand(failover, { ...LOOK, settle: '5m' });
    await hand.look(LABELS);
    appctl('bond/set-active-member', 'bond0', 'm1');
    blackHole('m1');
    expect(await hand.refusal(LABELS)).toMatch(/^it turned \S+ ago, and is left alone for 5m after that$/);
  });

  it('is not turned from its preferred member, to which it would go back at once', async (context) => {
    const { inHand, blackHole, vsctl } = await lab(context);
    vsctl('set', 'port', 'bond0', 'other_config:bond-primary=m0');
    blackHole('m0');
    const refusal = await inHand(failover, TURN).refusal(LABELS);
    expect(refusal).toContain('m0 is the preferred member, to which Open vSwitch goes back at once');
    vsctl('remove', 'port', 'bond0', 'other_config', 'bond-primary');
    expect((await inHand(failover, TURN).perform(LABELS)).outcome).toBe('done');
  });

  it('is not asked from an address that the bridge has taken for itself', async (context) => {
    const { inHand, vsctl } = await lab(context);
    vsctl('set', 'bridge', 'br0', 'other_config:hwaddr=02:00:00:00:00:11');
    await eventually(() => vsctl('get', 'interface', 'br0', 'mac_in_use').trim()).toBe('"02:00:00:00:00:11"');
    const { ready, report } = checkedOf(await inHand(check, LOOK).look(LABELS));
    expect(ready).toBeNull();
    expect(report[0]).toContain('its hardware address 02:00:00:00:00:11 is also that of br0');
  });

  it('is asked about the neighbours that are set for it', async (context) => {
    const { inHand } = await lab(context);
    const targets = [
      { bond: 'ovs/bond0', address: GATEWAY_OF_NOBODY },
      { bond: 'bond0', address: GATEWAY },
    ];
    const { report } = checkedOf(await inHand(check, { ...LOOK, targets }).look(LABELS));
    expect(report[0]).toContain(`${GATEWAY_OF_NOBODY} did not answer`);
  });

  it('that is not there is refused with those that are', async (context) => {
    const { inHand } = await lab(context);
    await expect(inHand(check, LOOK).look({ bond: 'bond1', source: 'ovs' })).rejects.toThrow(
      'Open vSwitch has no bond bond1 here, only bond0',
    );
  });
});
