import type { PmdEvidence, PmdRebalanceEvidence, QueueEvidence } from '../../src/actions/pmd-rebalance/evidence.ts';

/** A PMD of NUMA node 0 that polls queues which took these shares; those named with `!` are pinned. */
export function pmdWith(
  core: number,
  busy: number | null,
  usages: Readonly<Record<string, number | null>>,
  more: Partial<PmdEvidence> = {},
): PmdEvidence {
  const queues = Object.entries(usages).map(
    ([name, usage]): QueueEvidence => ({ name: name.replace('!', ''), usage, pinned: name.endsWith('!') }),
  );
  return { core, node: 0, isolated: false, busy, queues, ...more };
}

export function pmdEvidence(
  pmds: readonly PmdEvidence[],
  more: Partial<PmdRebalanceEvidence> = {},
): PmdRebalanceEvidence {
  return {
    socket: '/run/openvswitch/ovs-vswitchd.4711.ctl',
    measured: 3,
    by: 'cycles',
    pmds,
    places: '0123456789abcdef',
    unpolled: 0,
    crossing: 0,
    assignment: 'group',
    auto: false,
    improvement: null,
    ...more,
  };
}
