import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describedOtherwise, toldAfter, type VfHost, vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';
const links = readFileSync(join(fixtures, `hosts/set-up${LINKS}`), 'utf8');

/** Takes all virtual functions of `pf0` away, as unbinding its driver does. */
function loseFunctions({ write }: VfHost): void {
  write(`${DEVICES}/${PF}/sriov_numvfs`, '0\n');
  write(`${DEVICES}/.list`, `${PF}\n0000:81:00.0\n0000:81:10.0\n0000:81:10.2\n0000:81:10.4\n0000:81:10.6\n`);
  write('/sys/class/net/bond0/bonding/slaves', 'pf1v0\n');
}

describe('changed settings', () => {
  it('are told as they were really changed, as warnings where somebody depends on them', async () => {
    expect(await toldAfter(({ become }) => become('changed'))).toEqual([
      `warning vlan-changed ${PF}/0: VLAN is 200, was 100 (VF 0 of pf0, in bond0)`,
      `warning vlan-qos-changed ${PF}/0: VLAN priority is none, was 3 (VF 0 of pf0, in bond0)`,
      `warning trust-changed ${PF}/0: trust is off, was on (VF 0 of pf0, in bond0)`,
      `notice spoof-check-changed ${PF}/1: spoof check is on, was off (VF 1 of pf0, in bond0)`,
      `warning mac-changed ${PF}/2: MAC is 02:00:00:00:00:22, was 02:00:00:00:00:02 (VF 2 of pf0, in namespace blue)`,
      'warning max-tx-rate-changed 0000:81:00.0/1: maximum rate is 100 Mbit/s, was none (VF 1 of pf1, in bond1)',
      `warning redundancy-changed bond/bond0: no redundancy, its links all hang on ${PF} (${PF}/0 ${PF}/1)`,
    ]);
  });

  it('of a link are told, and that a guest is cut off is a warning', async () => {
    const changes = describedOtherwise(
      ['"spoofchk":true,"link_state":"auto","trust":true', '"spoofchk":true,"link_state":"enable","trust":true'],
      [
        '"06:68:35:69:bb:9f","broadcast":"ff:ff:ff:ff:ff:ff","vlan_list":[{}]',
        '"06:68:35:69:bb:9f","vlan_list":[{"vlan":7}]',
      ],
    );
    expect(await toldAfter(changes)).toEqual([
      `warning link-state-changed ${PF}/0: link state is enable, was auto (VF 0 of pf0, in bond0)`,
      `warning vlan-changed ${PF}/3: VLAN is 7, was none (VF 3 of pf0, in guest web1)`,
    ]);
  });

  it('are none when a setting is told for the first time or not any more', async () => {
    expect(await toldAfter(describedOtherwise(['"link_state":"auto",', '']))).toEqual([]);
  });
});

describe('a lost link', () => {
  it('of a physical function is told once, with who depends on it', async () => {
    expect(
      await toldAfter(({ become, write }) => {
        become('no-carrier');
        write('/sys/class/net/bond0/bonding/slaves', 'pf0v0 pf1v0\n');
        const text = readFileSync(join(fixtures, `moments/no-carrier${LINKS}`), 'utf8');
        const flags = /"ifname":"pf0","flags":\[[^\]]*\]/;
        write(LINKS, links.replace(flags, flags.exec(text)?.[0] ?? ''));
      }),
    ).toEqual([
      `warning pf-link-changed ${PF}: lost its carrier, which 5 virtual functions depend on (pf0); used by bond0, guest web1, namespace blue`,
    ]);
  });

  it('names those that do not notice it because their link is forced up', async () => {
    const host = vfHost();
    const forced = ['"link_state":"auto","trust":true', '"link_state":"enable","trust":true'] as const;
    describedOtherwise(forced)(host);
    await host.poll();
    describedOtherwise(forced, ['"UP","LOWER_UP"', '"UP"'])(host);
    expect((await host.poll()).events).toEqual([
      expect.stringMatching(/^warning pf-link-changed .*; 1 of them are forced up and do not notice$/),
    ]);
    describedOtherwise(forced)(host);
    expect((await host.poll()).events).toEqual([
      `notice pf-link-changed ${PF}: has its carrier back, which 5 virtual functions depend on (pf0); used by bond0, guest web1, namespace blue`,
    ]);
  });
});

describe('lost virtual functions', () => {
  it('are told once for all of them, as critical when none is left', async () => {
    expect(await toldAfter(loseFunctions)).toEqual([
      `critical numvfs-changed ${PF}: no virtual functions are left, had 5 (pf0); used by bond0, guest web1, namespace blue`,
    ]);
  });

  it('come with the lost driver when that was taken away', async () => {
    expect(
      await toldAfter((host) => {
        loseFunctions(host);
        host.write(`${DEVICES}/${PF}/sriov_totalvfs`, '8\n');
        host.write('/sys/bus/pci/drivers/igb/.list', '0000:81:00.0\n');
        host.remove(`${DEVICES}/${PF}/driver.link`);
        host.write('/sys/class/net/.list', 'lo\npf1\npf1v0\npf1v1\nbond0\n');
      }),
    ).toEqual([
      `warning pf-driver-changed ${PF}: lost its driver igb (pf0)`,
      `critical numvfs-changed ${PF}: no virtual functions are left, had 5 (pf0); used by bond0, guest web1, namespace blue`,
    ]);
  });

  it('leave the figures of their physical one under the name that it had', async () => {
    const host = vfHost();
    await host.poll();
    loseFunctions(host);
    host.write('/sys/bus/pci/drivers/igb/.list', '0000:81:00.0\n');
    host.remove(`${DEVICES}/${PF}/driver.link`);
    host.write('/sys/class/net/.list', 'lo\npf1\npf1v0\npf1v1\nbond0\n');
    const found = await host.poll();
    expect(vfFigure(found, 'pf_numvfs', PF, 'pf0')).toBe(0);
    expect(vfFigure(found, 'pf_up', PF, 'pf0')).toBeUndefined();
  });

  it('that come back are worth a notice', async () => {
    expect(
      await toldAfter(({ write }) => {
        write(`${DEVICES}/${PF}/sriov_numvfs`, '1\n');
        write(`${DEVICES}/${PF}/.list`, 'virtfn0\n');
        write(`${DEVICES}/${PF}/virtfn0.link`, '../0000:41:10.0\n');
        write(LINKS, links);
      }, 'plain'),
    ).toEqual([`notice numvfs-changed ${PF}: 1 virtual function, had 0 (pf0)`]);
  });

  it('go with their controller when it is gone from the bus', async () => {
    expect(
      await toldAfter(({ write }) => write(`${DEVICES}/.list`, '0000:81:00.0\n0000:81:10.0\n0000:81:10.2\n')),
    ).toContain(
      `critical pf-vanished ${PF}: the physical function is gone, with 5 virtual functions (pf0); used by bond0, guest web1, namespace blue`,
    );
  });
});

describe('another place', () => {
  it('is told as info', async () => {
    expect(
      await toldAfter(({ write }) => {
        write('/proc/.list', '1\n');
        write('/sys/bus/pci/drivers/vfio-pci/.list', '0000:41:10.2\n0000:41:10.6\n0000:41:11.0\n0000:81:10.6\n');
        write('/sys/bus/pci/drivers/igbvf/.list', '0000:41:10.0\n0000:41:10.4\n0000:81:10.0\n0000:81:10.2\n');
        write('/sys/class/net/.list', 'bond0\nbond1\nlo\npf0\npf0v0\npf1\npf1v0\npf1v1\n');
      }),
    ).toEqual([
      `info place-changed ${PF}/1: now given out and in no known guest, was a network device of the host (VF 1 of pf0)`,
      `info place-changed ${PF}/3: now given out and in no known guest, was in guest web1 (VF 3 of pf0)`,
      'info place-changed 0000:81:00.0/3: now given out and in no known guest, was in guest web1 (VF 3 of pf1)',
    ]);
  });

  it('is not another name of its network device', async () => {
    const events = await toldAfter(({ write }) => {
      write('/sys/class/net/.list', 'bond0\nbond1\nens1f0v1\nlo\npf0\npf0v0\npf1\npf1v0\npf1v1\n');
      write('/sys/class/net/ens1f0v1.link', '../../devices/pci0000:40/0000:41:10.2/net/ens1f0v1\n');
    });
    expect(events).toEqual([]);
  });
});
