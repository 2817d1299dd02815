import { describe, expect, it } from 'vitest';
import type { BondLab } from './lab.ts';
import { batch, handlesOf, madeBond } from './made-bond.ts';

const ACTIVE_BACKUP = 'mode active-backup miimon 50';

/** Slaves and bonds that come, go and get other names. @param lab set before the tests run */
export function membership(lab: () => BondLab): void {
  describe('a bond at work', () => {
    it('tells that its active slave was taken out, and put in again', async () => {
      const { told, shell } = lab();
      const own = await shell('');
      const { name, slaves, turnsTo, comesUp } = await madeBond(own, ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const out = await told(() => own.run(`ip link set ${first} nomaster`).then(() => turnsTo(second)));
      expect(out).toEqual([
        `warning ${name}/${first} slave-removed`,
        `notice ${name} active-slave-changed ${first} → ${second}`,
      ]);
      const back = await told(() => own.run(`ip link set ${first} down master ${name}`).then(() => comesUp(first)));
      expect(back).toEqual([`notice ${name}/${first} slave-added`]);
    });

    it('tells a new name of its active slave as such, not as a failover', async () => {
      const { told, shell, failovers } = lab();
      const own = await shell('');
      const { name, slaves, carrier, turnsTo } = await madeBond(own, ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const before = await failovers(name);
      const renamed = await told(() => own.run(`ip link set ${first} name ${first}x`).then(() => turnsTo(`${first}x`)));
      expect(renamed).toEqual([`notice ${name}/${first}x slave-renamed ${name}/${first} → ${name}/${first}x`]);
      expect(await failovers(name)).toBe(before);
      const lost = await told(() => carrier(`${first}x`, 'lost').then(() => turnsTo(second)));
      expect(lost).toEqual([
        `warning ${name}/${first}x slave-mii-status-changed up → down`,
        `warning ${name} active-slave-changed ${first}x → ${second}`,
      ]);
      await own.run(`ip link set ${first}x name ${first}`);
    });

    it('tells that it got another name, that it is gone and that there is a new one', async () => {
      const { told, shell } = lab();
      const own = await shell('');
      const { name, slaves, carrier, turnsTo } = await madeBond(own, ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const other = `${name}x`;
      const renamed = await told(() => own.run(`ip link set ${name} name ${other}`));
      const gone = (bond: string) => [
        `warning ${bond} bond-vanished`,
        ...slaves.map((one) => `warning ${bond}/${one} slave-removed`),
      ];
      const came = (bond: string) => [
        `notice ${bond} bond-appeared`,
        ...slaves.map((one) => `notice ${bond}/${one} slave-added`),
      ];
      expect(renamed.toSorted()).toEqual([...gone(name), ...came(other)].toSorted());
      expect((await told(() => own.run(`ip link del ${other}`))).toSorted()).toEqual(gone(other).toSorted());

      const made = await told(async () => {
        await batch(own, [
          `link add ${name} type bond ${ACTIVE_BACKUP}`,
          ...slaves.map((slave) => `link set ${slave} down master ${name}`),
          `link set ${name} up`,
        ]);
        await handlesOf(own, name).turnsTo(first);
      });
      expect(made.filter((line) => / (bond-appeared|slave-added)$/.test(line))).toEqual(came(name));
      const lost = await told(() => carrier(first, 'lost').then(() => turnsTo(second)));
      expect(lost.slice(1)).toEqual([`warning ${name} active-slave-changed ${first} → ${second}`]);
    });

    it('in a network namespace is told of like the one of the same name outside, and goes with its namespace', async () => {
      const { told, shell, deleteNamespace } = lab();
      const blue = await shell('blue');
      const { name, slaves, carrier, turnsTo, comesUp } = await madeBond(blue, ACTIVE_BACKUP);
      const [first, second] = slaves;
      await turnsTo(first);
      await told();
      const turned = await told(async () => {
        for (const [from, to] of [[first, second] as const, [second, first] as const]) {
          await carrier(from, 'lost');
          await turnsTo(to);
          await carrier(from, 'back');
          await comesUp(from);
        }
      });
      expect(turned.filter((line) => line.includes('active-slave'))).toEqual([
        `warning blue:${name} active-slave-changed ${first} → ${second}`,
        `warning blue:${name} active-slave-changed ${second} → ${first}`,
      ]);
      expect((await told(() => deleteNamespace('blue'))).toSorted()).toEqual([
        `warning blue:${name} bond-vanished`,
        ...slaves.map((slave) => `warning blue:${name}/${slave} slave-removed`),
      ]);
    });
  });
}
