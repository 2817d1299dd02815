import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lldpNeighbours } from './lldp.ts';
import { portErrorsIn } from './port-errors.ts';
import { gatewaysIn, gatewaysIn6 } from './routes.ts';

const lldp = readFileSync(join(import.meta.dirname, 'fixtures/lldpcli-json0-1.0.16.txt'), 'utf8');

describe('neighbours by LLDP', () => {
  it('are the switches behind the devices', () => {
    expect([...lldpNeighbours(lldp)]).toEqual([
      ['eth0', 'leaf1 (ba:93:aa:f0:8d:70)'],
      ['eth1', 'leaf2 (42:69:e6:d6:01:dc)'],
    ]);
  });

  it('are not told apart by a name that two of them have', () => {
    const same = [...lldpNeighbours(lldp.replace('leaf2', 'leaf1')).values()];
    expect(new Set(same).size).toBe(2);
  });

  it('are not known where a device hears several, or none is heard', () => {
    expect([...lldpNeighbours(lldp.replace('"eth1"', '"eth0"'))]).toEqual([]);
    expect([...lldpNeighbours('{ "lldp": [ { } ] }')]).toEqual([]);
    for (const text of ['', '[]', 'unable to connect', lldp.slice(0, 300)])
      expect([...lldpNeighbours(text)]).toEqual([]);
  });
});

describe('errors of ports', () => {
  const text = readFileSync(join(import.meta.dirname, '../../ovs/fixtures/dpctl-show-with-statistics-3.1.txt'), 'utf8');

  it('are those of both directions, of ports that count both', () => {
    expect(portErrorsIn(text).get('p1')).toBe(0);
    const some = text
      .replace('RX packets:25022 errors:0', 'RX packets:25022 errors:7')
      .replace('TX packets:56 errors:0', 'TX packets:56 errors:5');
    expect(portErrorsIn(some).get('p1')).toBe(12);
    expect(portErrorsIn(text.replace('RX packets:25022 errors:0', 'RX packets:? errors:?')).has('p1')).toBe(false);
    expect([...portErrorsIn('')]).toEqual([]);
  });
});

describe('gateways', () => {
  const heading = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
  const hex = (address: string) => {
    const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0').toUpperCase());
    return (endianness() === 'LE' ? bytes.reverse() : bytes).join('');
  };
  const line = (device: string, to: string, gateway: string, flags: string, mask: string) =>
    `${device}\t${hex(to)}\t${hex(gateway)}\t${flags}\t0\t0\t100\t${hex(mask)}\t0\t0\t0\n`;

  it('are those of routes that are up and have one', () => {
    const text = [
      heading,
      line('bond0', '0.0.0.0', '192.0.2.1', '0003', '0.0.0.0'),
      line('bond0', '192.0.2.0', '0.0.0.0', '0001', '255.255.255.0'),
      line('bond0.7', '203.0.113.0', '198.51.100.1', '0003', '255.255.255.0'),
      line('eth9', '10.0.0.0', '192.0.2.9', '0002', '255.0.0.0'),
      'bond0\tbroken\n',
    ].join('');
    expect(gatewaysIn(text)).toEqual([
      { device: 'bond0', address: '192.0.2.1', isDefault: true },
      { device: 'bond0.7', address: '198.51.100.1', isDefault: false },
    ]);
    expect(gatewaysIn('')).toEqual([]);
  });

  it('of IPv6 are too', () => {
    const zero = '0'.repeat(32);
    const text = [
      `${zero} 00 ${zero} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003    bond0`,
      `20010db8000000000000000000000000 40 ${zero} 00 ${zero} 00000100 00000001 00000000 00000001    bond0`,
      '',
    ].join('\n');
    expect(gatewaysIn6(text)).toEqual([
      { device: 'bond0', address: 'fe80:0000:0000:0000:0000:0000:0000:0001', isDefault: true },
    ]);
  });
});
