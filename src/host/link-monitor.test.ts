import { describe, expect, it } from 'vitest';
import { announcedInterface } from './link-monitor.ts';

describe('a line of ip -o monitor link', () => {
  it.each([
    [
      '4: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc pfifo_fast state UP group default \\    link/ether …',
      'eth0',
    ],
    ['9: veth0@if8: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default \\    link/ether …', 'veth0'],
    ['Deleted 9: veth0@NONE: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default \\ …', 'veth0'],
    ['[nsid current]4: eth0: <BROADCAST> mtu 1400', 'eth0'],
    ['Deleted 12: eth0.100@eth0: <BROADCAST> mtu 1400', 'eth0.100'],
    ['[LINK]12: br-int: <BROADCAST> mtu 1400', 'br-int'],
  ])('names its device: %s', (line, name) => {
    expect(announcedInterface(line)).toBe(name);
  });

  it.each(['', 'netlink receive error No buffer space available (105)', '3: a@b@c: <UP> mtu 1', 'nonsense'])(
    'that leaves the device in doubt names none: %j',
    (line) => {
      expect(announcedInterface(line)).toBeUndefined();
    },
  );
});
