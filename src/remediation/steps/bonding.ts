import { z } from 'zod';
import { doorInto } from '../../host/door-into.ts';
import { defineStepKind } from '../step.ts';

/** As the kernel takes names of devices, without what could be another path. */
const device = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9_.@+=,#~^-]{1,15}$/, 'expected the name of a network device');
const netns = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9_.@+=,-]{0,128}$/, 'expected the name of a network namespace');

const args = z
  .strictObject({ netns, bond: device, slave: device, expected: device })
  .refine(({ slave, expected }) => slave !== expected, 'the slave is the active one already');

/**
 * Chooses the active slave of a bond: a bond in mode active-backup, balance-tlb or balance-alb turns to it at once when it
 * is up (Documentation/networking/bonding.rst, active_slave).
 */
export const bonding = defineStepKind({
  kind: 'bonding',
  help: 'Makes another slave of a bond of the kernel the active one, while the active one is still that of the plan.',
  args,
  describe: ({ netns, bond, slave, expected }) =>
    `make ${slave} the active slave of ${nameOf(netns, bond)} (is ${expected})`,
  setting: ({ netns, bond, slave }) => ({ name: `bond ${nameOf(netns, bond)} active_slave`, value: slave }),
  expected: ({ expected }) => expected,
  current: async (host, { netns, bond }, signal) => {
    const door = await doorInto(host, netns, signal);
    return (await door.readText(fileOf(bond), signal)).trim() || 'none';
  },
  carryOut: async (hands, { netns, bond, slave }, signal) =>
    await hands.write(netns, fileOf(bond), `${slave}\n`, signal),
});

function fileOf(bond: string): string {
  return `/sys/class/net/${bond}/bonding/active_slave`;
}

function nameOf(netns: string, bond: string): string {
  return netns === '' ? bond : `${netns}:${bond}`;
}
