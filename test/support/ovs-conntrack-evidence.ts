import type { OvsConntrackEvidence } from '../../src/actions/ovs-conntrack-limit/evidence.ts';

/** A table of a userspace datapath that is full and grows by nothing, with a gigabyte of memory to spare. */
export function ovsConntrackTable(more: Partial<OvsConntrackEvidence> = {}): OvsConntrackEvidence {
  return {
    socket: '/run/openvswitch/ovs-vswitchd.4711.ctl',
    limit: 1000,
    connections: 1000,
    connections_before: 1000,
    seconds: 2,
    rejected: 0,
    rejected_by_zones: 0,
    full_zones: [],
    zone: null,
    memory_available: 2 ** 30,
    memory_of_group: null,
    ...more,
  };
}
