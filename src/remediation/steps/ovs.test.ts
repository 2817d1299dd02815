import { describe, expect, it } from 'vitest';
import { openStep } from './catalogue.ts';

const socket = '/run/openvswitch/ovs-vswitchd.4711.ctl';

describe('steps of Open vSwitch', () => {
  it.each([
    '/run/openvswitch/ovs-vswitchd.4711.ctl',
    '/run/openvswitch/ovs-vswitchd.ctl',
    '/run/openvswitch/vswitchd.ctl',
    '/tmp/nst-ovs-Ab_1/ovs-vswitchd.1.ctl',
  ])('are for the management socket of a switch: %s', (path) => {
    expect(openStep({ kind: 'ovs-ct-maxconns', args: { socket: path, value: 2, expected: 1 } }).words).toContain(path);
  });

  it.each([
    'ovs-vswitchd.4711.ctl',
    '/run/openvswitch/ovsdb-server.4711.ctl',
    '/run/openvswitch/../x/ovs-vswitchd.4711.ctl',
    '/run/openvswitch/ovs-vswitchd.4711.ctl\n',
    '/run/a b/ovs-vswitchd.4711.ctl',
    '/run/$(id)/ovs-vswitchd.4711.ctl',
    '/run/openvswitch/ovs-vswitchd.4711.ctl;x',
    `/${'x'.repeat(4096)}/ovs-vswitchd.1.ctl`,
    '/run/haproxy/admin.sock',
  ])('are for nothing else: %j', (path) => {
    const ct = { kind: 'ovs-ct-maxconns', args: { socket: path, value: 2, expected: 1 } };
    const pmd = { kind: 'ovs-pmd-rebalance', args: { socket: path, queues: '0123456789abcdef' } };
    expect(() => openStep(ct)).toThrow();
    expect(() => openStep(pmd)).toThrow();
  });

  it.each([
    { socket, value: 0, expected: 1 },
    { socket, value: 1.5, expected: 1 },
    { socket, value: 4_294_967_296, expected: 1 },
    { socket, value: '2', expected: 1 },
    { socket, value: 2, expected: 1, dp: 'system@ovs-system' },
  ])('take whole numbers that the daemon can keep: %j', (args) => {
    expect(() => openStep({ kind: 'ovs-ct-maxconns', args })).toThrow();
  });
});
