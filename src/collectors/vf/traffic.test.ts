import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vfFigure, vfHost } from '../../../test/support/polled-vfs.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const LINKS = '/commands/ip_-j_-s_-d_link_show.txt';
const DEVICES = '/sys/bus/pci/devices';
const PF = '0000:41:00.0';
const linksOf = (folder: string) => readFileSync(join(fixtures, folder, LINKS), 'utf8');
const traffic = readFileSync(join(fixtures, 'derived/ip-traffic.json'), 'utf8');

describe('the traffic of virtual functions', () => {
  const host = () => {
    const one = vfHost();
    const all: { readonly ifname: string }[] = JSON.parse(linksOf('hosts/set-up'));
    const [busy] = JSON.parse(traffic);
    return {
      ...one,
      busy: () => one.write(LINKS, JSON.stringify([...all.filter(({ ifname }) => ifname !== 'pf0'), busy])),
    };
  };

  it('is left out while the driver counts nothing: its zeros mean nothing', async () => {
    const found = await host().poll();
    expect(vfFigure(found, 'receive_bytes_total')).toBeUndefined();
    expect(vfFigure(found, 'pf_counts_traffic', PF, 'pf0')).toBe(0);
  });

  it('is told of all functions of a driver once one of them was counted, zeros too', async () => {
    const one = host();
    one.busy();
    const found = await one.poll();
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '0')).toBe(933_001_945_820);
    expect(vfFigure(found, 'transmit_bytes_total', PF, 'pf0', '0')).toBe(874_634_580_760);
    expect(vfFigure(found, 'transmit_dropped_total', PF, 'pf0', '0')).toBe(3);
    expect(vfFigure(found, 'receive_packets_total', PF, 'pf0', '1')).toBe(0);
    expect(vfFigure(found, 'transmit_multicast_total')).toBeUndefined();
    one.write(LINKS, linksOf('hosts/set-up'));
    const later = await one.poll();
    expect(vfFigure(later, 'receive_bytes_total', PF, 'pf0', '0')).toBe(0);
    expect(vfFigure(later, 'receive_bytes_total', '0000:81:00.0', 'pf1', '0')).toBe(0);
  });

  it('comes from sysfs where the driver keeps it there and tells rtnetlink nothing', async () => {
    const one = host();
    const stats = readFileSync(join(fixtures, 'derived/stats-mlx5.txt'), 'utf8');
    for (const number of [0, 1, 2, 3, 4]) one.write(`${DEVICES}/${PF}/sriov/${number}/stats`, stats);
    const found = await one.poll();
    expect(found.problems).toEqual([]);
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '4')).toBe(933_001_945_820);
    expect(vfFigure(found, 'transmit_multicast_total', PF, 'pf0', '4')).toBe(5);
    expect(vfFigure(found, 'pf_counts_traffic', PF, 'pf0')).toBe(1);
    expect(vfFigure(found, 'receive_bytes_total', '0000:81:00.0', 'pf1', '0')).toBeUndefined();
  });

  it('comes from rtnetlink alone where that tells it', async () => {
    const one = host();
    one.write(`${DEVICES}/${PF}/sriov/0/stats`, 'rx_bytes : 7\n');
    one.busy();
    const found = await one.poll();
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '0')).toBe(933_001_945_820);
    expect((await one.poll()).asked.filter((path) => path.includes('/sriov/'))).toEqual([]);
  });

  it('comes from a file for each count as well', async () => {
    const one = host();
    for (const number of [0, 1, 2, 3, 4]) {
      one.write(`${DEVICES}/${PF}/sriov/${number}/stats/rx_bytes`, `${number}\n`);
      one.write(`${DEVICES}/${PF}/sriov/${number}/stats/tx_spoofed`, '7\n');
    }
    const found = await one.poll();
    expect(found.problems).toEqual([]);
    expect(vfFigure(found, 'receive_bytes_total', PF, 'pf0', '4')).toBe(4);
    expect(vfFigure(found, 'transmit_bytes_total', PF, 'pf0', '4')).toBeUndefined();
  });
});
