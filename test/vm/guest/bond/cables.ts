import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { setLink } from '../monitor.ts';
import type { BondLab } from './lab.ts';
import { batch, handlesOf } from './made-bond.ts';

const BOND = 'nics';

/** Cables that QEMU pulls out of NICs. @param lab set before the tests run */
export function cables(lab: () => BondLab): void {
  describe('a bond of two NICs', () => {
    it('tells that their cables are pulled and plugged', async ({ skip }) => {
      if (!existsSync('/sys/class/net/a1')) skip('this guest has no NICs for a bond');
      const { told, shell } = lab();
      const own = await shell('');
      await batch(own, [
        ...['b0', 'b1'].map((nic) => `link set ${nic} up`),
        `link add ${BOND} type bond mode active-backup miimon 50`,
        ...['a0', 'a1'].map((nic) => `link set ${nic} down master ${BOND}`),
        `link set ${BOND} up`,
      ]);
      onTestFinished(async () => void (await own.run(`ip link del ${BOND}`)));
      const { turnsTo, comesUp } = handlesOf(own, BOND);
      for (const nic of ['a0', 'a1']) await comesUp(nic);
      await turnsTo('a0');
      await told();

      expect(await told(() => setLink('a0', false).then(() => turnsTo('a1')))).toEqual([
        `warning ${BOND}/a0 slave-mii-status-changed up → down`,
        `warning ${BOND} active-slave-changed a0 → a1`,
      ]);
      expect(await told(() => setLink('a0', true).then(() => comesUp('a0')))).toEqual([
        `info ${BOND}/a0 slave-mii-status-changed down → up`,
      ]);
      const none = await told(async () => {
        for (const nic of ['a0', 'a1']) await setLink(nic, false);
        await turnsTo('');
      });
      expect(none.at(-1)).toBe(`critical ${BOND} mii-status-changed up → down`);
      for (const nic of ['a0', 'a1']) await setLink(nic, true);
      for (const nic of ['a0', 'a1']) await comesUp(nic);
    });
  });
}
