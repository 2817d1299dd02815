const ADDRESS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/** The six bytes of an Ethernet address such as `02:00:00:00:00:09`; `undefined` when the text is none. */
export function hardwareBytes(text: string): Uint8Array | undefined {
  return ADDRESS.test(text) ? Uint8Array.from(text.split(':'), (pair) => Number.parseInt(pair, 16)) : undefined;
}

export function hardwareText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}
