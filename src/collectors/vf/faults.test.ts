import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldsOf, vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';
import { hanging, instead } from '../../../test/support/spoilt-program.ts';
import { HostError } from '../../core/errors.ts';

const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';
const links = readFileSync(join(import.meta.dirname, `fixtures/hosts/set-up${LINKS}`), 'utf8');
const ALL = 'ip -j -s -d link show';

describe('a physical function', () => {
  it('that loses its driver while it is read is no trouble', async () => {
    const host = vfHost(
      'set-up',
      instead(ALL, async () => {
        host.write(`${DEVICES}/${PF}/sriov_numvfs`, '0\n');
        return JSON.stringify(JSON.parse(links).filter(({ ifname }: { readonly ifname: string }) => ifname !== 'pf0'));
      }),
    );
    const found = await host.poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(vfFigure(found, 'trust', '0000:81:00.0', 'pf1', '0')).toBe(0);
    expect(vfFigure(found, 'trust', PF, 'pf0', '0')).toBeUndefined();
    expect(fieldsOf(await host.poll(), `pf/${PF}`)?.numvfs).toBe(0);
  });

  it('whose functions go between the listing and ip is no trouble either', async () => {
    const host = vfHost(
      'set-up',
      instead(ALL, async () => {
        host.write(`${DEVICES}/${PF}/sriov_numvfs`, '0\n');
        const none = JSON.parse(links).map((link: { readonly ifname: string }) =>
          link.ifname === 'pf0' ? { ...link, vfinfo_list: [] } : link,
        );
        return JSON.stringify(none);
      }),
    );
    expect(await host.poll()).toMatchObject({ outcome: 'ok', problems: [] });
  });

  it('that was really taken from its driver has neither functions nor a network device', async () => {
    const found = await vfHost('unbound').poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(fieldsOf(found, `pf/${PF}`)).toMatchObject({ driver: null, numvfs: 0, totalvfs: 8, interface: null });
    expect(fieldsOf(found, 'pf/0000:81:00.0')).toMatchObject({ driver: 'igb', numvfs: 4 });
  });

  it('whose number of functions can not be read keeps the last one as its state and has no figure', async () => {
    const host = vfHost();
    await host.poll();
    host.remove(`${DEVICES}/${PF}/sriov_numvfs`);
    host.write(`${DEVICES}/${PF}/sriov_numvfs.error`, 'deadline no answer within 1000 ms');
    const found = await host.poll();
    expect([found.outcome, found.events, found.problems.map(({ subject }) => subject)]).toEqual(['partial', [], [PF]]);
    expect(fieldsOf(found, `pf/${PF}`)?.numvfs).toBe(5);
    expect(vfFigure(found, 'pf_numvfs', PF, 'pf0')).toBeUndefined();
  });

  it('whose driver does not answer ethtool is asked again', async () => {
    let wedged = true;
    const host = vfHost(
      'set-up',
      instead('ethtool -i pf0', (signal) => (wedged ? hanging(ALL, signal) : undefined)),
    );
    const found = await host.poll();
    expect(found.problems).toEqual([{ subject: PF, message: `${ALL}: no answer in time` }]);
    expect(fieldsOf(found, `pf/${PF}`)?.firmware).toBeNull();
    wedged = false;
    expect(fieldsOf(await host.poll(), `pf/${PF}`)?.firmware).toBe('2.1.0');
    wedged = true;
    host.write(`/commands/devlink_-j_dev_eswitch_show_pci_${PF.replaceAll(':', '_')}.txt`, '{"dev":{}}');
    host.write('/sys/class/net/pf0_0.link', `../../devices/pci0000:40/${PF}/net/pf0_0\n`);
    host.write('/sys/class/net/.list', 'bond0\nbond1\nlo\npf0\npf0_0\npf0v0\npf0v1\npf1\npf1v0\npf1v1\n');
    const later = await host.poll();
    expect([later.outcome, fieldsOf(later, `pf/${PF}`)?.firmware]).toEqual(['partial', '2.1.0']);
  });

  it('has no eswitch mode where devlink is not there, and another when it is changed with its representors', async () => {
    const host = vfHost();
    const file = `/commands/devlink_-j_dev_eswitch_show_pci_${PF.replaceAll(':', '_')}.txt`;
    const mode = (word: string) => host.write(file, `{"dev":{"pci/${PF}":{"mode":"${word}"}}}`);
    mode('legacy');
    expect(fieldsOf(await host.poll(), `pf/${PF}`)?.eswitch_mode).toBe('legacy');
    mode('switchdev');
    expect((await host.poll()).events).toEqual([]);
    host.write('/sys/class/net/.list', 'bond0\nbond1\nlo\na0_rep\npf0\npf0v0\npf0v1\npf1\npf1v0\npf1v1\n');
    host.write('/sys/class/net/a0_rep.link', `../../devices/pci0000:40/${PF}/net/a0_rep\n`);
    const { events, states } = await host.poll();
    expect(events).toEqual([`warning eswitch-mode-changed ${PF}: the eswitch mode is switchdev, was legacy (pf0)`]);
    expect(fieldsOf({ states }, `pf/${PF}`)?.interface).toBe('pf0');
  });
});

describe('a virtual function', () => {
  it('that goes while the statistics of its driver are read has none', async () => {
    const host = vfHost();
    for (const number of [0, 1, 2, 3]) host.write(`${DEVICES}/${PF}/sriov/${number}/stats`, 'rx_bytes : 7\n');
    const found = await host.poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '3')).toBe(7);
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '4')).toBeUndefined();
  });

  it('whose statistics are broken hides no other', async () => {
    const host = vfHost();
    for (const number of [0, 1, 2, 3, 4]) host.write(`${DEVICES}/${PF}/sriov/${number}/stats`, 'rx_bytes : 7\n');
    host.write(`${DEVICES}/${PF}/sriov/2/stats`, 'rx_bytes : seven\n');
    const found = await host.poll();
    expect(found.problems).toEqual([{ subject: PF, message: expect.stringContaining('/sriov/2/stats:1: expected') }]);
    expect(['1', '2'].map((number) => vfFigure(found, 'receive_bytes_total', PF, 'pf0', number))).toEqual([
      7,
      undefined,
    ]);
  });

  it('that was taken from the bus between listing and link is left out until it is known', async () => {
    const host = vfHost();
    host.write(`${DEVICES}/.list`, `${PF}\n0000:41:10.0\n0000:41:10.2\n`);
    const found = await host.poll();
    expect([...found.states.keys()].filter((key) => key.startsWith('vf/'))).toEqual([`vf/${PF}/0`, `vf/${PF}/1`]);
  });
});

describe('a namespace that can not be entered', () => {
  it('is named, and what was in it stays where it was', async () => {
    const host = vfHost();
    await host.poll();
    host.remove('/netns/blue');
    host.write('/netns/blue.error', 'denied can not be entered');
    const found = await host.poll();
    expect([found.outcome, found.problems.map(({ subject }) => subject)]).toEqual(['partial', ['blue']]);
    expect(fieldsOf(found, `vf/${PF}/2`)?.place).toBe('namespace blue');
    expect(found.events).toEqual([]);
  });
});

describe('namespaces that can not be listed', () => {
  it('leave what is in them where it was', async () => {
    let refused = false;
    const host = vfHost('set-up', (door) => ({
      ...door,
      namespaces: async (signal) => {
        if (refused) throw new HostError('refused', '/run/netns', 'EIO');
        return await door.namespaces(signal);
      },
    }));
    await host.poll();
    refused = true;
    const found = await host.poll();
    expect([found.problems, found.events]).toEqual([[{ subject: 'vf', message: '/run/netns: EIO' }], []]);
    expect(fieldsOf(found, `vf/${PF}/2`)?.place).toBe('namespace blue');
  });
});

describe('guests that can not be told', () => {
  it('stay in the places where they were', async () => {
    const host = vfHost();
    await host.poll();
    host.remove('/proc');
    host.write('/proc.error', 'denied EACCES');
    const found = await host.poll();
    expect([found.outcome, found.events]).toEqual(['partial', []]);
    expect(fieldsOf(found, `vf/${PF}/3`)?.place).toBe('guest web1');
  });
});
