import { describe, expect, it } from 'vitest';
import type { LinkStatus } from '../parse/link.ts';
import { deviceState } from './operational-state.ts';

const of = (
  adminUp: boolean,
  operstate: LinkStatus['operstate'],
  carrier: boolean | undefined = undefined,
  kind = 'physical',
) => deviceState(kind, { adminUp, operstate, carrier });

describe('the state of a device', () => {
  it('is up when it is set up and works', () => {
    expect(of(true, 'up', true)).toBe('up');
  });

  it('is up when it is set up and can not tell, as long as it has a carrier', () => {
    expect(of(true, 'unknown', true, 'loopback')).toBe('up');
    expect(of(true, 'unknown', false, 'tun')).toBe('no-carrier');
    expect(of(true, 'unknown')).toBe('unknown');
  });

  it('is no-carrier when it is set up and nothing is at its other end', () => {
    expect(of(true, 'down', false)).toBe('no-carrier');
    expect(of(true, 'up', false)).toBe('no-carrier');
  });

  it('is no-carrier until the kernel has taken note of a carrier that came', () => {
    expect(of(true, 'down', true)).toBe('no-carrier');
  });

  it('is admin-down when it is set down, whatever else is said', () => {
    expect([of(false, 'down'), of(false, 'lowerlayerdown'), of(false, 'unknown')]).toEqual([
      ...['admin-down', 'admin-down', 'admin-down'],
    ]);
  });

  it('is lower-layer-down when what it stands on is not up, but for a veth that is the other end', () => {
    expect(of(true, 'lowerlayerdown', false, 'vlan')).toBe('lower-layer-down');
    expect(of(true, 'lowerlayerdown', false, 'veth')).toBe('no-carrier');
  });

  it('is the word of the kernel for the rest', () => {
    expect([of(true, 'dormant', true), of(true, 'testing'), of(false, 'notpresent')]).toEqual([
      ...['dormant', 'testing', 'not-present'],
    ]);
  });
});
