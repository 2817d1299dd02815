import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announcedInterface } from '../../../host/link-monitor.ts';
import { parseAnnouncement } from './announcement.ts';

const recorded = readFileSync(
  join(import.meta.dirname, '../fixtures/announced/6.12-active-backup-failovers.txt'),
  'utf8',
);
const parse = (text: string) => parseAnnouncement({ netns: '', interface: announcedInterface(text) ?? '?', text });

describe('what the kernel announces about bonds', () => {
  it('tells each failover, and each link that fails or comes back, in their order', () => {
    const said = recorded
      .split('\n')
      .filter((line) => line !== '')
      .map(parse);
    const told = said.map((one) => {
      if (one === undefined) return 'nothing';
      return 'active' in one ? `${one.bond} ${one.active}` : `${one.bond}/${one.slave} ${one.status} ${one.failures}`;
    });
    expect(told.filter((one, index) => one !== told[index - 1])).toEqual([
      ...['bond0/d0 up 0', 'bond0/d0 down 1', 'bond0/d1 up 0', 'bond0 d1'],
      ...['bond0/d0 down 1', 'bond0/d0 up 1'],
      ...['bond0/d1 up 0', 'bond0/d0 up 1', 'bond0 d0'],
      ...['bond0/d0 up 1', 'bond0/d1 up 0', 'bond0 d1'],
    ]);
  });

  it('tells that no slave is active', () => {
    const text =
      '4: bond0: <UP> mtu 1500 qdisc noqueue state DOWN group default \\    link/ether … \\    bond mode active-backup miimon 50 ';
    expect(parse(text)).toEqual({ bond: 'bond0', active: null });
  });

  it('tells a link that waits for its delay', () => {
    const text =
      '3: d9@if2: <UP> mtu 1500 qdisc noqueue master bond0 state DOWN group default \\    veth \\    bond_slave state ACTIVE mii_status GOING_DOWN link_failure_count 1 perm_hwaddr …';
    expect(parse(text)).toEqual({ bond: 'bond0', slave: 'd9', status: 'going down', failures: 1 });
  });

  it.each([
    '2: d0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default \\    link/ether … \\    dummy numtxqueues 1',
    'Deleted 4: bond0: <BROADCAST> mtu 1500 qdisc noop state DOWN group default \\    bond mode active-backup miimon 50 ',
    '5: br0: <UP> mtu 1500 master bond0 state UP group default \\    link/ether … \\    bridge ',
    '6: v0: <UP> mtu 1500 qdisc noqueue master vrf state UP group default \\    alias a bond mode b ',
    '7: d1: <UP> mtu 1500 master bond0 state UP group default \\    bond_slave state ACTIVE mii_status UPSIDE link_failure_count 1 perm_hwaddr …',
  ])('is nothing else: %s', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('is nothing where the words are not known', () => {
    expect(parseAnnouncement({ netns: '', interface: 'bond0' })).toBeUndefined();
    expect(parseAnnouncement({ netns: '' })).toBeUndefined();
  });
});
