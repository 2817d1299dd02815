import { describe, expect, it } from 'vitest';
import type { Shell } from '../shell.ts';
import { until } from '../until.ts';
import { attribute, behind, kernelText, slaveLines } from './kernel/text.ts';
import type { BondLab } from './lab.ts';
import { batch } from './made-bond.ts';

const OPTIONS = 'mode 802.3ad miimon 50 lacp_rate fast xmit_hash_policy layer3+4';
/** Churn is told after a minute without an agreement (IEEE 802.1AX, CHURN_DETECTION_TIME). */
const CHURN_LIMIT_MS = 150_000;
/** LACP takes seconds, and asking for its state a process. */
const STEP_MS = 250;
const LIMIT_MS = 90_000;
const IN_USE = '63';
const DEFAULTED = 64;

/** Two bonds of mode 802.3ad that are each other's partner: `west:bond0` with w0 and w1, `<n>east:bond0` with e0 and e1. */
type Pair = { readonly west: Shell; readonly east: Shell; readonly names: readonly [string, string] };

/** Makes a pair in two namespaces. */
export async function pair(shell: BondLab['shell'], name: string): Promise<Pair> {
  const names = [`${name}-west`, `${name}-east`] as const;
  const [west, east] = [await shell(names[0]), await shell(names[1])];
  await batch(
    west,
    [0, 1].map((n) => `link add w${n} type veth peer name e${n} netns ${names[1]}`),
  );
  for (const [side, slaves] of [[west, ['w0', 'w1']] as const, [east, ['e0', 'e1']] as const]) {
    await batch(side, [
      `link add bond0 type bond ${OPTIONS}`,
      ...slaves.map((slave) => `link set ${slave} master bond0`),
      'link set bond0 up',
    ]);
  }
  return { west, east, names };
}

/** Waits until both links are in use at both ends. */
async function agreement({ west }: Pair): Promise<void> {
  await until(
    'both ports are in use',
    async () => {
      const text = await kernelText(west);
      const states = ['actor', 'partner'].flatMap((side) =>
        ['w0', 'w1'].map((slave) =>
          attribute(text, `/sys/class/net/${slave}/bonding_slave/ad_${side}_oper_port_state`),
        ),
      );
      return states.every((state) => state === IN_USE);
    },
    LIMIT_MS,
    STEP_MS,
  );
}

/** The other end goes on with its links up, without LACP. */
export async function fallSilent({ west, east }: Pair): Promise<void> {
  await batch(
    east,
    ['e0', 'e1'].flatMap((slave) => [`link set ${slave} nomaster`, `link set ${slave} up`]),
  );
  await until(
    'the west has given the partner up',
    async () => {
      const text = await kernelText(west);
      return ['w0', 'w1'].every((slave) => {
        const own = (name: string) => attribute(text, `/sys/class/net/${slave}/bonding_slave/${name}`);
        return own('mii_status') === 'up' && (Number(own('ad_actor_oper_port_state')) & DEFAULTED) !== 0;
      });
    },
    LIMIT_MS,
    STEP_MS,
  );
}

async function speakAgain(both: Pair): Promise<void> {
  await batch(
    both.east,
    ['e0', 'e1'].map((slave) => `link set ${slave} down master bond0`),
  );
  await agreement(both);
}

/** @param lab @param silent a pair whose east is silent since before; both set before the tests run */
export function partners(lab: () => BondLab, silent: () => Pair): void {
  describe('a bond with an LACP partner', () => {
    it('tells a link that is lost and back, and its partner as gone and back', async () => {
      const { told, shell, deleteNamespace } = lab();
      const both = await pair(shell, 'lacp');
      const bond = `${both.names[0]}:bond0`;
      const ofWest = (lines: readonly string[]) => lines.filter((line) => line.includes(` ${bond}`));
      await agreement(both);
      await told();
      const state = (await kernelText(both.west)).get('/sys/class/net/w0/bonding_slave/mii_status');
      expect(state).toEqual(['up']);

      const lost = await told(async () => {
        await both.east.run('ip link set e0 down');
        await until(
          'w0 is down',
          async () => (await both.west.run('cat /sys/class/net/w0/bonding_slave/mii_status')) === 'down',
        );
      });
      expect(ofWest(lost)).toContain(`warning ${bond}/w0 slave-mii-status-changed up → down`);
      const back = await told(() => both.east.run('ip link set e0 up').then(() => agreement(both)));
      expect(ofWest(back)).toContain(`info ${bond}/w0 slave-mii-status-changed down → up`);

      const partner = attribute(await kernelText(both.west), '/sys/class/net/bond0/bonding/ad_partner_mac');
      const gone = await told(() => fallSilent(both));
      expect(ofWest(gone).filter((line) => line.includes(' lacp-partner-changed'))).toEqual([
        `critical ${bond} lacp-partner-changed ${partner} → none`,
      ]);
      const again = await told(() => speakAgain(both));
      expect(ofWest(again).filter((line) => line.includes(' lacp-partner-changed'))).toEqual([
        `notice ${bond} lacp-partner-changed none → ${partner}`,
      ]);
      for (const netns of both.names) await deleteNamespace(netns);
    });

    it('tells that it churned when its partner was silent for a minute', async () => {
      const { told, toldOf } = lab();
      const both = silent();
      const bond = `${both.names[0]}:bond0`;
      const isChurned = async () =>
        behind(slaveLines(await kernelText(both.west), 'bond0', 'w0'), 'Partner Churn State') === 'churned';
      await until('w0 has churned', isChurned, CHURN_LIMIT_MS, STEP_MS);
      await told();
      const text = await kernelText(both.west);
      for (const slave of ['w0', 'w1']) {
        // Each side once.
        const churned = slaveLines(text, 'bond0', slave).filter((line) => line.endsWith('Churn State: churned'));
        expect(toldOf(`${bond}/${slave}`).filter((line) => line.endsWith('churned'))).toEqual(
          churned.map(() => `warning ${bond}/${slave} slave-churn-state-changed monitoring → churned`),
        );
      }
      const again = await told(() => speakAgain(both));
      // It is watched for another minute before it is known to be well.
      for (const slave of ['w0', 'w1']) {
        expect(again).toContain(`info ${bond}/${slave} slave-churn-state-changed churned → monitoring`);
      }
    });
  });
}
