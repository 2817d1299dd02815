import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDriverInfo, parseEswitchMode } from './about.ts';

const commands = join(import.meta.dirname, '../fixtures/hosts/set-up/commands');
const igb = readFileSync(join(commands, 'ethtool_-i_pf0.txt'), 'utf8');

describe('what ethtool says of a driver', () => {
  it('is its version and that of the firmware', () => {
    expect(parseDriverInfo(igb, 'ethtool')).toEqual({ driverVersion: '6.12.95+deb12-amd64', firmware: '2.1.0' });
  });

  it('may be less', () => {
    const text = igb.replace('version: 6.12.95+deb12-amd64', 'version: ').replace('2.1.0', 'N/A');
    expect(parseDriverInfo(text, 'ethtool')).toEqual({ driverVersion: undefined, firmware: undefined });
    expect(() => parseDriverInfo('no such device', 'ethtool')).toThrow(
      'ethtool: expected a line that begins with driver:',
    );
  });
});

describe('what devlink says of a switch', () => {
  const device = 'pci/0000:03:00.0';

  it('is its mode', () => {
    const text = `{"dev":{"${device}":{"mode":"switchdev","inline-mode":"none","encap-mode":"basic"}}}`;
    expect(parseEswitchMode(text, 'devlink', device)).toBe('switchdev');
    expect(parseEswitchMode('{"dev":{}}', 'devlink', device)).toBeUndefined();
  });

  it('is an error when it is not understood', () => {
    expect(() => parseEswitchMode('', 'devlink', device)).toThrow('devlink: expected JSON');
    expect(() => parseEswitchMode('[]', 'devlink', device)).toThrow('devlink: expected an object of devices');
  });
});
