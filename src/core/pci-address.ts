// 0000:03:10.2, 03:10.2 in the first domain, /sys/bus/pci/devices/0000:03:10.2
const ADDRESS = /^(?:.*\/)?(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})\.([0-7])$/i;

/** A PCI address as the kernel writes it, `0000:03:10.2`; `undefined` when the text is none. */
export function pciAddress(text: string): string | undefined {
  const [, domain = '0', bus, slot, number] = ADDRESS.exec(text) ?? [];
  if (bus === undefined || slot === undefined || number === undefined) return undefined;
  return pciAddressOf([domain, bus, slot, number].map((part) => Number.parseInt(part, 16)));
}

/** The same from its numbers: domain, bus, slot and function. */
export function pciAddressOf([domain = 0, bus = 0, slot = 0, number = 0]: readonly number[]): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${hex(number, 1)}`;
}
