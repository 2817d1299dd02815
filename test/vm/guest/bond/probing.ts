import { describe, expect, it, onTestFinished } from 'vitest';
import type { BondLab } from './lab.ts';
import { batch, handlesOf } from './made-bond.ts';

const BOND = 'probing';
const SWITCH = 'switch';

/** Links that have a carrier and lead nowhere. @param lab set before the tests run */
export function probing(lab: () => BondLab): void {
  describe('a bond that probes an address', () => {
    it('tells which links lead there, and nothing more while none does', async () => {
      const { told, shell, deleteNamespace } = lab();
      const [own, outside] = [await shell(''), await shell(SWITCH)];
      onTestFinished(async () => {
        await own.run(`ip link del ${BOND}`);
        await deleteNamespace(SWITCH);
      });
      // An address is answered for only where it is.
      await outside.run('sysctl -qw net.ipv4.conf.all.arp_ignore=1');
      await batch(outside, ['link add br0 type bridge', 'address add 10.9.0.1/24 dev br0', 'link set br0 up']);
      await batch(own, [
        `link add ${BOND} type bond mode active-backup arp_interval 500 arp_ip_target 10.9.0.1 arp_validate active`,
        ...[0, 1].map((n) => `link add e${n} type veth peer name p${n} netns ${SWITCH}`),
        ...[0, 1].map((n) => `link set e${n} master ${BOND}`),
        `address add 10.9.0.2/24 dev ${BOND}`,
        `link set ${BOND} up`,
      ]);
      await batch(
        outside,
        [0, 1].map((n) => `link set p${n} master br0 up`),
      );
      const { turnsTo, comesUp, attribute } = handlesOf(own, BOND);
      for (const slave of ['e0', 'e1']) await comesUp(slave);
      await told();
      const first = await attribute('active_slave');
      const [cable, other] = first === 'e0' ? ['p0', 'e1'] : ['p1', 'e0'];
      const turns = (lines: readonly string[]) => lines.filter((line) => line.includes('active-slave'));

      const unanswered = await told(() => outside.run(`ip link set ${cable} nomaster`).then(() => turnsTo(other)));
      expect(turns(unanswered).at(-1)).toMatch(new RegExp(`${BOND} active-slave-changed \\S+ → ${other}$`));
      const answered = await told(() => outside.run(`ip link set ${cable} master br0`).then(() => comesUp(first)));
      expect(answered.at(-1)).toBe(`info ${BOND}/${first} slave-mii-status-changed down → up`);
    });
  });
}
