import { describe, expect, it } from 'vitest';
import type { Kit } from './kit.ts';
import { labArguments } from './lab-arguments.ts';
import type { Machine } from './machine.ts';
import { memorylessNode } from './memoryless-node.ts';
import { oneNode } from './one-node.ts';
import { twoNodes } from './two-nodes.ts';

const kit: Kit = { folder: '/kit', qemu: ['qemu'], libraries: '', kernel: '/kernel', firstModules: [], busybox: '/sh' };
const words = (machine: Machine) => labArguments(kit, machine, '/folder');
const following = (machine: Machine, option: string) => words(machine)[words(machine).indexOf(option) + 1];

describe('the emulation of a guest', () => {
  it('has one thread for all CPUs where virtual functions move memory regions, and where time is steady', () => {
    const steady: Machine = { nodes: [], nics: [], steadyClock: true };
    expect([twoNodes, memorylessNode, steady, oneNode].map((machine) => following(machine, '-accel'))).toEqual([
      ...['tcg,thread=single', 'tcg,thread=single', 'tcg,thread=single', 'tcg,thread=multi'],
    ]);
    expect([steady, oneNode].map((machine) => words(machine).includes('-icount'))).toEqual([true, false]);
  });

  it('does not let the kernel give up because ticks came late', () => {
    expect(following(oneNode, '-append')?.split(' ')).toContain('no_timer_check');
  });
});
