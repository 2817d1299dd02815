import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';

const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';
const links = readFileSync(join(import.meta.dirname, `fixtures/hosts/set-up${LINKS}`), 'utf8');

describe('256 virtual functions', () => {
  it('of one physical one are all there, and as many after 256 others', async () => {
    const host = vfHost();
    const address = (number: number) => `0000:42:${(number >> 3).toString(16).padStart(2, '0')}.${number & 7}`;
    const numbers = Array.from({ length: 256 }, (_, number) => number);
    const all: { readonly ifname: string; readonly vfinfo_list?: readonly object[] }[] = JSON.parse(links);
    const text = all.map((link) =>
      link.ifname === 'pf0' ? { ...link, vfinfo_list: numbers.map((vf) => ({ ...link.vfinfo_list?.[0], vf })) } : link,
    );
    const make = (count: number) => {
      const some = numbers.slice(0, count);
      host.write(`${DEVICES}/${PF}/sriov_numvfs`, `${count}\n`);
      host.write(`${DEVICES}/${PF}/sriov_totalvfs`, '256\n');
      host.write(`${DEVICES}/${PF}/.list`, some.map((number) => `virtfn${number}`).join('\n'));
      host.write(`${DEVICES}/.list`, [PF, ...some.map(address)].join('\n'));
    };
    for (const number of numbers) host.write(`${DEVICES}/${PF}/virtfn${number}.link`, `../${address(number)}\n`);
    host.write(`${DEVICES}/${address(0)}/uevent`, 'PCI_CLASS=20000\nPCI_ID=8086:10CA\n');
    host.write(LINKS, JSON.stringify(text));
    make(256);
    const first = await host.poll();
    expect([first.outcome, first.problems]).toEqual(['ok', []]);
    expect(vfFigure(first, 'vlan_id', PF, 'pf0', '255')).toBe(100);
    make(0);
    expect([...(await host.poll()).states.keys()]).toEqual([`pf/${PF}`]);
    make(256);
    const last = await host.poll();
    expect(last.states.size).toBe(257);
    expect(last.events).toEqual([`notice numvfs-changed ${PF}: 256 virtual functions, had 0 (pf0)`]);
  });
});
