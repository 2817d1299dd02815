import { describe, expect, it } from 'vitest';
import { parseRxQueues } from './dpif-show.ts';
import { parseVersion } from './version.ts';

describe('version', () => {
  it('is that of the daemon, whatever stands behind it', () => {
    expect(parseVersion('ovs-vswitchd (Open vSwitch) 3.1.0\n')).toBe('3.1.0');
    expect(parseVersion('ovs-vswitchd (Open vSwitch) 2.17.9\nDPDK 21.11.6\n')).toBe('2.17.9');
  });

  it('is an error where the first line names none', () => {
    expect(() => parseVersion('')).toThrow('version:1: expected ovs-vswitchd (Open vSwitch) and its release');
  });
});

describe('dpif/show', () => {
  it('tells the rx queues of each interface, whichever settings stand around them', () => {
    const text = [
      'netdev@ovs-netdev: hit:8 missed:6',
      '  br0:',
      '    br0 65534/1: (tap)',
      '    n0 5/6: (dpdk: configured_rx_queues=1, configured_tx_queues=2, mtu=1500, requested_rx_queues=4)',
      '    e0 7/8: (afxdp: n_rxq=2, xdp-mode=best-effort)',
      '    vx0 9/none: (vxlan: key=flow, remote_ip=192.0.2.7)',
      '    vh0 1/2: (dpdkvhostuserclient: configured_rx_queues=1)',
    ].join('\n');
    expect([...parseRxQueues(text)]).toEqual([
      ['n0', { requested: 4, configured: 1 }],
      ['vh0', { requested: undefined, configured: 1 }],
    ]);
  });
});
