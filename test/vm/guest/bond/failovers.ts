import { describe, expect, it } from 'vitest';
import type { BondLab } from './lab.ts';
import { madeBond } from './made-bond.ts';

const ACTIVE_BACKUP = 'mode active-backup miimon 50';

/** Links that fail and come back under bonds with one active slave. @param lab set before the tests run */
export function failovers(lab: () => BondLab): void {
  describe('a bond with one active slave', () => {
    it('tells that its active slave lost the carrier, and that it has it again', async () => {
      const { told, shell, failovers: counted } = lab();
      const { name, slaves, carrier, turnsTo, comesUp } = await madeBond(await shell(''), ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const before = (await counted(name)) ?? 0;
      const lost = await told(() => carrier(first, 'lost').then(() => turnsTo(second)));
      expect(lost).toEqual([
        `warning ${name}/${first} slave-mii-status-changed up → down`,
        `warning ${name} active-slave-changed ${first} → ${second}`,
      ]);
      const back = await told(() => carrier(first, 'back').then(() => comesUp(first)));
      expect(back).toEqual([`info ${name}/${first} slave-mii-status-changed down → up`]);
      expect(await counted(name)).toBe(before + 1);
    });

    it('tells that its active slave was set down', async () => {
      const { told, shell, failovers: counted } = lab();
      const own = await shell('');
      const { name, slaves, turnsTo, comesUp } = await madeBond(own, ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const before = (await counted(name)) ?? 0;
      const down = await told(() => own.run(`ip link set ${first} down`).then(() => turnsTo(second)));
      expect(down).toEqual([
        `warning ${name}/${first} slave-mii-status-changed up → down`,
        `warning ${name} active-slave-changed ${first} → ${second}`,
      ]);
      const up = await told(() => own.run(`ip link set ${first} up`).then(() => comesUp(first)));
      expect(up).toEqual([`info ${name}/${first} slave-mii-status-changed down → up`]);
      expect(await counted(name)).toBe(before + 1);
    });

    // The speeds of dummy devices are the same, so that the primary is not the better one.
    it.each([
      { policy: 'always', turnsBack: true },
      { policy: 'better', turnsBack: false },
      { policy: 'failure', turnsBack: false },
    ])('tells whether it turns back to its primary by the policy $policy', async ({ policy, turnsBack }) => {
      const { told, shell, failovers: counted } = lab();
      const options = `${ACTIVE_BACKUP} primary_reselect ${policy}`;
      const { name, slaves, carrier, turnsTo, comesUp, set } = await madeBond(await shell(''), options);
      const [first, primary] = slaves;
      await set('primary', primary);
      await set('active_slave', primary);
      await turnsTo(primary);
      await told();
      const before = (await counted(name)) ?? 0;
      const lost = await told(() => carrier(primary, 'lost').then(() => turnsTo(first)));
      expect(lost).toEqual([
        `warning ${name}/${primary} slave-mii-status-changed up → down`,
        `warning ${name} active-slave-changed ${primary} → ${first}`,
      ]);
      const back = await told(() => carrier(primary, 'back').then(() => comesUp(primary)));
      expect(back).toEqual([
        `info ${name}/${primary} slave-mii-status-changed down → up`,
        ...(turnsBack ? [`notice ${name} active-slave-changed ${first} → ${primary}`] : []),
      ]);
      if (!turnsBack) {
        const failed = await told(() => carrier(first, 'lost').then(() => turnsTo(primary)));
        expect(failed.slice(1)).toEqual([`warning ${name} active-slave-changed ${first} → ${primary}`]);
      }
      expect(await counted(name)).toBe(before + 2);
    });

    it('tells when no slave is left, and when the first one is back', async () => {
      const { told, shell, failovers: counted } = lab();
      const { name, slaves, carrier, turnsTo } = await madeBond(await shell(''), ACTIVE_BACKUP, 3);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const lost = await told(async () => {
        for (const slave of slaves) await carrier(slave, 'lost');
        await turnsTo('');
      });
      // The driver may turn to a slave whose loss it has not seen yet.
      expect(lost.filter((line) => !line.includes('active-slave'))).toEqual([
        ...slaves.map((slave) => `warning ${name}/${slave} slave-mii-status-changed up → down`),
        `critical ${name} mii-status-changed up → down`,
      ]);
      expect(lost.filter((line) => line.includes('→ none'))).toHaveLength(1);
      const before = (await counted(name)) ?? 0;
      const back = await told(() => carrier(second, 'back').then(() => turnsTo(second)));
      expect(back).toEqual([
        `info ${name}/${second} slave-mii-status-changed down → up`,
        `warning ${name} active-slave-changed none → ${second}`,
        `notice ${name} mii-status-changed down → up`,
      ]);
      expect(await counted(name)).toBe(before + 1);
    });

    it('tells each of ten failovers that follow one another as fast as its links are watched', async () => {
      const { told, shell, failovers: counted } = lab();
      const { name, slaves, carrier, turnsTo, comesUp } = await madeBond(await shell(''), ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const before = (await counted(name)) ?? 0;
      const turns = Array.from({ length: 5 }, () => [[first, second] as const, [second, first] as const]).flat();
      const all = await told(async () => {
        for (const [from, to] of turns) {
          await carrier(from, 'lost');
          await turnsTo(to);
          await carrier(from, 'back');
          await comesUp(from);
        }
      });
      expect(all.filter((line) => line.includes('active-slave'))).toEqual(
        turns.map(([from, to]) => `warning ${name} active-slave-changed ${from} → ${to}`),
      );
      expect(await counted(name)).toBe(before + turns.length);
    });

    it('tells each of twenty failovers that somebody makes within milliseconds', async () => {
      const { told, shell, failovers: counted } = lab();
      const own = await shell('');
      const { name, slaves, turnsTo } = await madeBond(own, ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const before = (await counted(name)) ?? 0;
      const turns = Array.from({ length: 10 }, () => [[first, second] as const, [second, first] as const]).flat();
      const file = `/sys/class/net/${name}/bonding/active_slave`;
      const all = await told(() =>
        own.run(`for slave in ${turns.map(([, to]) => to).join(' ')}; do echo $slave > ${file}; done`),
      );
      expect(all).toEqual(turns.map(([from, to]) => `notice ${name} active-slave-changed ${from} → ${to}`));
      expect(await counted(name)).toBe(before + turns.length);
    });
  });
}
