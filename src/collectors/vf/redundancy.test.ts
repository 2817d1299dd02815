import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describedOtherwise, fieldsOf, toldAfter, vfHost } from '../../../test/support/polled-vfs.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const PF = '0000:41:00.0';
const links = readFileSync(join(fixtures, `hosts/set-up${LINKS}`), 'utf8');

describe('redundancy', () => {
  it('that a bond or a guest never had is told when it is first seen, and when it comes', async () => {
    const host = vfHost();
    host.become('changed');
    expect((await host.poll()).events).toContain(
      `warning redundancy-changed bond/bond0: no redundancy, its links all hang on ${PF} (${PF}/0 ${PF}/1)`,
    );
    host.write('/sys/class/net/bond0/bonding/slaves', 'pf0v0 pf1v0\n');
    expect((await host.poll()).events).toEqual([
      `info redundancy-changed bond/bond0: redundant again, its links hang on different ports (${PF}/0 0000:81:00.0/0)`,
    ]);
  });

  it.each([
    ['the physical function itself is the other link', 'pf0v0 pf0', PF],
    ['another network device is the other link', 'pf0v0 eth9', null],
    ['three links are of two ports', 'pf0v0 pf0v1 pf1v0', null],
  ])('of a bond is known where %s', async (_, slaves, sharedPf) => {
    const host = vfHost();
    host.write('/sys/class/net/bond0/bonding/slaves', `${slaves}\n`);
    expect(fieldsOf(await host.poll(), 'group/bond/bond0')?.shared_pf).toBe(sharedPf);
  });

  it('of a guest is looked for among functions in the same VLAN', async () => {
    const host = vfHost();
    const command = `/proc/307/cmdline`;
    const given = (...addresses: readonly string[]) =>
      host.write(
        command,
        [
          'qemu-system-x86_64',
          '-name',
          'web1',
          ...addresses.flatMap((address) => ['-device', `vfio-pci,host=${address}`]),
        ].join('\0'),
      );
    given('0000:41:10.6', '0000:41:11.0');
    expect((await host.poll()).events).toContain(
      `warning redundancy-changed guest/web1: no redundancy, its links all hang on ${PF} (${PF}/3 ${PF}/4)`,
    );
    describedOtherwise([
      '"06:68:35:69:bb:9f","broadcast":"ff:ff:ff:ff:ff:ff","vlan_list":[{}]',
      '"06:68:35:69:bb:9f","vlan_list":[{"vlan":7}]',
    ])(host);
    expect((await host.poll()).states.has('group/guest/web1')).toBe(false);
  });
});

describe('a virtual function without an address', () => {
  const zero = ['"address":"02:00:00:00:00:00"', '"address":"00:00:00:00:00:00"'] as const;

  it('is a warning when it is in a bond, also when it is first seen so', async () => {
    const told = `zero-mac-in-bond ${PF}/0: is to stand in for others and has no MAC set by the host (VF 0 of pf0, in bond0)`;
    expect(await toldAfter(describedOtherwise(zero))).toContain(`warning ${told}`);
    const host = vfHost();
    describedOtherwise(zero)(host);
    expect((await host.poll()).events).toContain(`warning ${told}`);
    host.write(LINKS, links);
    expect((await host.poll()).events).toContain(
      `info zero-mac-in-bond ${PF}/0: no more without a MAC in a bond (VF 0 of pf0, in bond0)`,
    );
  });

  it('is everyday where it is in none', async () => {
    const events = await toldAfter(
      describedOtherwise(['"address":"02:00:00:00:00:01"', '"address":"00:00:00:00:00:00"']),
    );
    expect(events).toEqual([expect.stringMatching(/^notice mac-changed /)]);
  });
});
