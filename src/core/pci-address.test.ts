import { describe, expect, it } from 'vitest';
import { pciAddress, pciAddressOf } from './pci-address.ts';

describe('a PCI address', () => {
  it.each([
    ['0000:81:10.2', '0000:81:10.2'],
    ['81:10.2', '0000:81:10.2'],
    ['3:A.1', '0000:03:0a.1'],
    ['/sys/bus/pci/devices/10000:01:00.0', '10000:01:00.0'],
  ])('%s is %s as the kernel writes it', (text, address) => {
    expect(pciAddress(text)).toBe(address);
  });

  it.each(['', '81:10', '81:10.8', '0000:81:10.2x', 'eth0', ':81:10.2'])('is not in %j', (text) => {
    expect(pciAddress(text)).toBeUndefined();
  });

  it('is made of its numbers', () => {
    expect(pciAddressOf([0, 0x81, 0x10, 2])).toBe('0000:81:10.2');
  });
});
